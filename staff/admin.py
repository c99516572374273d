"""Admin tables of the audit trail, invitations and factor resets."""

from django.contrib import admin

from accounts.models import AuditEntry
from accounts.table_admin import ReadOnlyAdmin
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin
from staff.models import FactorReset, Invitation


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin[AuditEntry]):
    """Every entry, for the installation's administrator; the audit page shows those of a provider."""

    list_display = ("at", "actor", "action", "subject_label", "learner", "reason")
    list_filter = ("action",)
    search_fields = ("action", "subject_label", "actor__full_name", "learner__full_name", "reason")
    date_hierarchy = "at"


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin[Invitation]):
    """Invitations, read-only; they are sent again and withdrawn on the team page."""

    provider_path = "provider"
    page = ("staff:team",)
    view_right = Right.TEAM
    list_display = ("email", "provider", "role", "sent_at", "accepted_at", "withdrawn_at")
    list_filter = ("role",)
    search_fields = ("email",)


@admin.register(FactorReset)
class FactorResetAdmin(ReadOnlyAdmin[FactorReset]):
    """Factor resets and the two people behind each, read-only; they are made on the team page."""

    page = ("staff:factor-reset", "pk")
    list_display = ("person", "asked_by", "asked_at", "approved_by", "approved_at", "withdrawn_at")
    search_fields = ("person__full_name", "person__email")
