"""Admin pages for the installation's texts and hotlines, and for background jobs."""

from importlib import import_module

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from accounts.table_admin import ReadOnly, ReadOnlyAdmin
from portal.context import forget_installation
from portal.models import Hotline, Installation

# Procrastinate's own admin pages use inline styles, which our CSP blocks.
import_module("procrastinate.contrib.django.admin")
admin.site.unregister(ProcrastinateJob)


class ForgetsOnSave[M: Model](admin.ModelAdmin[M]):
    """Clears the cached texts on save, so that this process shows the edit at once."""

    def save_model(self, request: HttpRequest, obj: M, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_installation()


@admin.register(Installation)
class InstallationAdmin(ForgetsOnSave[Installation]):
    """The single row: edited, never deleted, and added only if it is missing."""

    list_display = ("name", "short_name", "contact_email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Installation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Hotline)
class HotlineAdmin(ForgetsOnSave[Hotline]):
    list_display = ("name", "phone_display", "text_number", "last_verified_on")
    search_fields = ("name", "phone")


class EventInline(ReadOnly, admin.StackedInline[ProcrastinateEvent, ProcrastinateJob]):
    model = ProcrastinateEvent
    fields = ("type", "at")
    extra = 0


@admin.register(ProcrastinateJob)
class JobAdmin(ReadOnlyAdmin[ProcrastinateJob]):
    """Background jobs: waiting, done and failed."""

    list_display = ("id", "task_name", "status", "attempts", "scheduled_at")
    list_filter = ("status", "task_name")
    search_fields = ("task_name",)
    inlines = (EventInline,)
