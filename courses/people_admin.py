"""The tables of people, disclosures and publishing among those of the admin; the desk has pages for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courses.models import (
    CourseReview,
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    ExpiryNotice,
    Person,
    PublishRequest,
    Relationship,
)
from courses.scoped_admin import ScopedAdmin, ScopedInline


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


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that only services write: shown, and searched."""

    change_right = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DisclosureRequest)
class DisclosureRequestAdmin(ReadOnlyAdmin):
    provider_path = "person__provider"
    exclude = ("draft", "sent_to")
    list_display = ("person", "sent_at", "due_on", "answered_at", "withdrawn_at")
    list_select_related = ("person",)
    search_fields = ("person__name",)


@admin.register(PublishRequest)
class PublishRequestAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    list_display = ("course", "asked_by", "asked_at", "approved_by", "published_at")
    list_select_related = ("course", "asked_by", "approved_by")
    search_fields = ("course__title", "note", "decline_reason")


@admin.register(CourseReview)
class CourseReviewAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    list_display = ("course", "reviewed_on", "reviewed_by", "expires_on")
    list_select_related = ("course", "reviewed_by")
    search_fields = ("course__title", "note")


@admin.register(ExpiryNotice)
class ExpiryNoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Which warnings were sent; for the administrator of the installation."""

    list_display = ("course", "form", "ends_on", "days", "sent_at")
    list_select_related = ("course", "form__person")
    search_fields = ("course__title", "form__person__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DisclosureWording)
class DisclosureWordingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A change is a new version: forms already signed name the one that was read."""

    list_display = ("version", "added_at")
    search_fields = ("introduction", "ineligible_company", "what_counts", "attestation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
