"""Staff find any certificate, read what was issued, correct it by a new one, and revoke."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.audit import record
from accounts.requests import acting_user
from accounts.second_factor import is_fresh
from certificates.codes import parse_code
from certificates.forms import CorrectionForm, RevocationForm
from certificates.models import Certificate, CertificateQuerySet, HistoryImport, PastCredit
from certificates.services.corrections import correct_certificate
from certificates.services.revocation import revoke
from progress.errors import NotEligible
from providers.kept import ask_for_proof, offer_kept
from providers.rights import Right, may, providers_with
from providers.scoped_admin import ReadOnlyAdmin, ScopedAdmin


class RecordAdmin(ReadOnlyAdmin):
    """What the import wrote: read, never edited."""

    provider_path = "provider"
    view_right = Right.SEE_LEARNERS


@admin.register(HistoryImport)
class HistoryImportAdmin(RecordAdmin):
    list_display = ("file_name", "provider", "state", "rows", "fault_count", "uploaded_at")
    list_select_related = ("provider",)
    search_fields = ("file_name", "sha256")
    exclude = ("content", "faults")


@admin.register(PastCredit)
class PastCreditAdmin(RecordAdmin):
    learner_path = "learner"
    list_display = ("name", "title", "credit_type_code", "credit_quarters", "completed_on")
    search_fields = ("name", "title", "external_course_id", "learner__email")
    date_hierarchy = "completed_on"


@admin.register(Certificate)
class CertificateAdmin(ScopedAdmin):
    """Issued certificates, read-only: the database would refuse a change anyway."""

    provider_path = "course__series__provider"
    learner_path = "learner"
    view_right = Right.SEE_LEARNERS

    list_display = ["printed_code", "name", "title", "credit", "completed_on", "status"]
    list_filter = ["credit_type_code", "is_sample", "completed_on", "revoked_at", "superseded_at"]
    search_fields = ["name", "code", "title", "learner__email"]
    date_hierarchy = "completed_on"
    actions = ["correct_selected", "revoke_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Ask for the right to change: correcting and revoking are the only changes there are here."""
        return may(request.user, Right.CREDIT)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """Find a code in the way it is printed, too."""
        return super().get_search_results(request, queryset, parse_code(search_term) or search_term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer what was sent while the proof was too old, once there is a new one."""
        offered = offer_kept(request) if is_fresh(request) else None
        return offered or super().changelist_view(request, extra_context)

    @admin.display(description="credit")
    def credit(self, certificate: Certificate) -> str:
        return f"{certificate.credit_quarters / 4:.2f} {certificate.credit_type_code}"

    @admin.action(description="Correct the selected certificate", permissions=["revoke"])
    def correct_selected(
        self, request: HttpRequest, queryset: CertificateQuerySet
    ) -> HttpResponse | None:
        """Ask what it should say; the second request carries that, and issues it again."""
        if not is_fresh(request):
            return ask_for_proof(request)
        queryset = _correctable(request, queryset)
        if queryset.count() != 1:
            messages.error(request, "Choose one certificate to correct.")
            return None
        certificate = queryset.get()
        form = CorrectionForm(
            request.POST if "reason" in request.POST else None, certificate=certificate
        )
        if form.is_valid() and self._correct(request, certificate, form):
            return None
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Correct a certificate",
            "opts": self.opts,
            "form": form,
            "certificate": certificate,
        }
        return render(request, "admin/certificates/correct.html", context)

    def _correct(
        self, request: HttpRequest, certificate: Certificate, form: CorrectionForm
    ) -> bool:
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                newest = correct_certificate(
                    certificate=certificate,
                    name=typed["name"],
                    credentials=typed["credentials"],
                    credit_type_code=typed["credit_type"],
                    quarters=typed["amount"],
                    now=timezone.now(),
                )
                _record(request, "certificate-corrected", newest, typed["reason"])
        except NotEligible as refused:
            form.add_error(None, refused.message)
            return False
        self.log_change(request, newest, f"Replaces {certificate.printed_code}: {typed['reason']}")
        messages.success(request, f"{newest.printed_code} replaces {certificate.printed_code}.")
        return True

    @admin.action(description="Revoke the selected certificates", permissions=["revoke"])
    def revoke_selected(
        self, request: HttpRequest, queryset: CertificateQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason first; the second request carries it."""
        if not is_fresh(request):
            return ask_for_proof(request)
        queryset = _correctable(request, queryset)
        form = RevocationForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            context: dict[str, Any] = self.admin_site.each_context(request) | {
                "title": "Revoke certificates",
                "opts": self.opts,
                "form": form,
                "certificates": queryset,
            }
            return render(request, "admin/certificates/revoke.html", context)
        for certificate in queryset:
            self._revoke(request, certificate, form.cleaned_data["reason"])
        return None

    def _revoke(self, request: HttpRequest, certificate: Certificate, reason: str) -> None:
        try:
            with transaction.atomic():
                revoke(certificate=certificate, reason=reason, now=timezone.now())
                _record(request, "certificate-revoked", certificate, reason)
        except NotEligible as refused:
            messages.error(request, refused.message)
            return
        self.log_change(request, certificate, f"Revoked: {reason}")
        messages.success(request, f"{certificate.printed_code} is revoked.")


def _correctable(request: HttpRequest, certificates: CertificateQuerySet) -> CertificateQuerySet:
    """Keep those of the providers at which this member of staff may do it: seeing them is less."""
    own = providers_with(request.user, Right.CREDIT)
    return certificates.filter(course__series__provider__in=own)


def _record(request: HttpRequest, action: str, certificate: Certificate, reason: str) -> None:
    record(
        actor=acting_user(request),
        action=action,
        subject=certificate,
        provider=certificate.course.series.provider_id,
        learner=certificate.learner,
        reason=reason,
    )
