"""Admin of exports, their rows, and exclusions, and of destinations' tracking numbers."""

from django.contrib import admin
from django.db.models import Model

from providers.rights import Right
from providers.scoped_admin import ScopedAdmin
from reporting.models import Export, ExportExclusion, ExportRow, TrackingNumber


class RecordedAdmin[M: Model](ScopedAdmin[M]):
    """Base for the records of exports: read-only for everybody."""

    view_right = Right.EXPORT
    page: tuple[str, ...] = ("reporting:export", "export_id")


@admin.register(Export)
class ExportAdmin(RecordedAdmin[Export]):
    """Who reported what, when, with which layout, and the file's hash."""

    provider_path = "provider"
    page = ("reporting:export", "pk")
    list_display = ("__str__", "layout", "provider", "made_by", "made_at", "adds", "deletes")
    list_filter = ("layout", "made_at")
    date_hierarchy = "made_at"


@admin.register(ExportRow)
class ExportRowAdmin(RecordedAdmin[ExportRow]):
    """Every line of every export, with its state."""

    provider_path = "export__provider"
    learner_path = "certificate__learner"
    list_display = ("export", "line", "action", "certificate", "state", "state_at", "reason")
    list_filter = ("state", "action", "destination")
    search_fields = ("credit_id", "certificate__code", "certificate__name")


@admin.register(ExportExclusion)
class ExportExclusionAdmin(RecordedAdmin[ExportExclusion]):
    """Whom an export left out, and why."""

    provider_path = "export__provider"
    learner_path = "certificate__learner"
    list_display = ("export", "certificate", "reasons")
    search_fields = ("certificate__code", "certificate__name")


@admin.register(TrackingNumber)
class TrackingNumberAdmin(ScopedAdmin[TrackingNumber]):
    """The numbers under which a destination lists a provider and its courses."""

    provider_path = "provider"
    view_right = change_right = Right.EXPORT
    list_display = ("destination", "provider", "course", "number")
