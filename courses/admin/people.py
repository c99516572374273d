"""The tables of people and disclosures among those of the admin; staff have pages for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courses.models import (
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    Person,
    Relationship,
)
from providers.scoped_admin import ReadOnlyAdmin, ScopedAdmin, ScopedInline


class DisclosureFormInline(ScopedInline):
    """Forms are added here; one that is there opens on its own page, which knows whether it was signed."""

    model = DisclosureForm
    exclude = ("request", "wording", "signed_name")
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RelationshipInline(ScopedInline):
    model = Relationship
    exclude = ("mitigation_steps",)


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    provider_path = "provider"
    inlines = (DisclosureFormInline,)
    list_display = ("name", "credentials", "position", "organisation", "provider")
    list_select_related = ("provider",)
    search_fields = ("name", "key", "organisation")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("provider",) if obj else ()


@admin.register(DisclosureForm)
class DisclosureFormAdmin(ScopedAdmin):
    """Forms from paper are entered here; what was signed on its page stays as it was signed."""

    provider_path = "person__provider"
    inlines = (RelationshipInline,)
    list_display = ("person", "signed_on", "covers_from", "covers_to", "signed_at", "reviewed_at")
    list_select_related = ("person",)
    search_fields = ("person__name", "relationships__company")
    exclude = ("request", "wording", "signed_name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.signed_at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.signed_at)


@admin.register(DisclosureRequest)
class DisclosureRequestAdmin(ReadOnlyAdmin):
    provider_path = "person__provider"
    exclude = ("draft", "sent_to")
    list_display = ("person", "sent_at", "due_on", "answered_at", "withdrawn_at")
    list_select_related = ("person",)
    search_fields = ("person__name",)


@admin.register(DisclosureWording)
class DisclosureWordingAdmin(admin.ModelAdmin[DisclosureWording]):
    """A change is a new version: forms already signed name the one that was read."""

    list_display = ("version", "added_at")
    search_fields = ("introduction", "ineligible_company", "what_counts", "attestation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
