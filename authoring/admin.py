"""Drafts among the tables of the admin: read there, written by the course editor alone."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from authoring.models import CourseDraft
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


@admin.register(CourseDraft)
class CourseDraftAdmin(ScopedAdmin):
    """What staff have typed and not saved."""

    provider_path = "course__series__provider"
    view_right = Right.AUTHOR
    list_display = ("course", "step", "saved_by", "saved_at")
    list_select_related = ("course", "saved_by")
    search_fields = ("course__title", "step")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
