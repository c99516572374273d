"""Drafts in the admin, read-only: only the course editor writes and discards them."""

from django.contrib import admin

from authoring.models import CourseDraft
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


@admin.register(CourseDraft)
class CourseDraftAdmin(ScopedAdmin[CourseDraft]):
    """What staff have typed but not saved."""

    provider_path = "course__series__provider"
    page = ("authoring:edit-about", "course__slug")
    view_right = Right.AUTHOR
    list_display = ("course", "step", "saved_by", "saved_at")
    search_fields = ("course__title", "step")
