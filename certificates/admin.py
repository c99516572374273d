"""Staff find and read certificates here; they correct and revoke them on the learner's page."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from certificates.codes import parse_code
from certificates.models import Certificate, CreditMove, PastCredit, TranscriptFile
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


class RecordAdmin[M: Model](ScopedAdmin[M]):
    """Credit issued here or imported: read-only, for staff who may see the learners."""

    view_right = Right.SEE_LEARNERS


@admin.register(PastCredit)
class PastCreditAdmin(RecordAdmin[PastCredit]):
    provider_path = "provider"
    learner_path = "learner"
    page = ("support:past-person", "pk")
    list_display = ("name", "title", "credit_type_code", "credit_quarters", "completed_on")
    search_fields = ("name", "title", "external_course_id", "learner__email")
    date_hierarchy = "completed_on"


@admin.register(TranscriptFile)
class TranscriptFileAdmin(ScopedAdmin[TranscriptFile]):
    """It covers every provider's credit: only administrators see that it is there, and nobody its content."""

    learner_path = "learner"
    view_right = None
    list_display = ("asked_at", "finished_at", "failed_at", "parts")
    exclude = ("content",)


@admin.register(Certificate)
class CertificateAdmin(RecordAdmin[Certificate]):
    provider_path = "course__series__provider"
    learner_path = "learner"
    page = ("support:learner", "learner_id")
    list_display = ("printed_code", "name", "title", "credit", "completed_on", "status")
    list_filter = ("credit_type_code", "is_sample", "completed_on", "revoked_at", "superseded_at")
    search_fields = ("name", "code", "title", "learner__email")
    date_hierarchy = "completed_on"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """Also find a code as it is printed."""
        return super().get_search_results(request, queryset, parse_code(search_term) or search_term)

    @admin.display(description="credit")
    def credit(self, certificate: Certificate) -> str:
        return f"{certificate.credit_quarters / 4:.2f} {certificate.credit_type_code}"


@admin.register(CreditMove)
class CreditMoveAdmin(RecordAdmin[CreditMove]):
    """Moves to a credit that only physicians earn, which are requested and decided on other staff pages."""

    provider_path = "certificate__course__series__provider"
    learner_path = "certificate__learner"
    page = ("support:decide-move", "pk")
    list_display = ("certificate", "credit_type", "state", "asked_at", "asked_by", "decided_by")
    list_select_related = ("certificate", "credit_type", "asked_by", "decided_by")
    list_filter = ("approved", "credit_type")
    search_fields = ("certificate__name", "certificate__code", "proof")
