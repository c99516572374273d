"""The audit trail among the tables of the admin: read, searched, never written."""

from django.contrib import admin

from accounts.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Every line, for the administrator of the installation; the desk has the page for a provider."""

    list_display = ("at", "actor", "action", "subject_label", "learner", "reason")
    list_select_related = ("actor", "learner")
    list_filter = ("action",)
    search_fields = ("action", "subject_label", "actor__full_name", "learner__full_name", "reason")
    date_hierarchy = "at"

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
