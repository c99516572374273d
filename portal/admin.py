"""The installation's own texts and hotlines, for staff."""

from django.contrib import admin
from django.http import HttpRequest

from portal.context import forget_installation
from portal.models import Hotline, Installation


class ForgetsOnSave(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows an edit at once in the process that saved it."""

    def save_model(self, request: HttpRequest, obj: object, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_installation()


@admin.register(Installation)
class InstallationAdmin(ForgetsOnSave):
    """The one row: edited, never added or deleted."""

    list_display = ("name", "short_name", "contact_email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Installation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Hotline)
class HotlineAdmin(ForgetsOnSave):
    list_display = ("name", "phone_display", "text_number", "last_verified_on")
    search_fields = ("name", "phone")
