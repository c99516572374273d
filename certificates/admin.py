"""Staff find any certificate, read what was issued, and revoke; nothing is edited."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from certificates.codes import parse_code
from certificates.forms import RevocationForm
from certificates.models import Certificate, CertificateQuerySet
from certificates.services.revocation import revoke
from progress.errors import NotEligible


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Issued certificates, read-only: the database would refuse a change anyway."""

    list_display = ["printed_code", "name", "title", "credit", "completed_on", "status"]
    list_filter = ["credit_type_code", "is_sample", "completed_on", "revoked_at", "superseded_at"]
    search_fields = ["name", "code", "title", "learner__email"]
    date_hierarchy = "completed_on"
    actions = ["revoke_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Ask for the right to change: revoking is the only change there is here."""
        return bool(request.user.has_perm("certificates.change_certificate"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """Find a code in the way it is printed, too."""
        return super().get_search_results(request, queryset, parse_code(search_term) or search_term)

    @admin.display(description="credit")
    def credit(self, certificate: Certificate) -> str:
        return f"{certificate.credit_quarters / 4:.2f} {certificate.credit_type_code}"

    @admin.action(description="Revoke the selected certificates", permissions=["revoke"])
    def revoke_selected(
        self, request: HttpRequest, queryset: CertificateQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason first; the second request carries it."""
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
            revoke(certificate=certificate, reason=reason, now=timezone.now())
        except NotEligible as refused:
            messages.error(request, refused.message)
            return
        self.log_change(request, certificate, f"Revoked: {reason}")
        messages.success(request, f"{certificate.printed_code} is revoked.")
