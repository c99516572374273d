"""Drafts among the tables of the admin: written and discarded by the course editor alone."""

from django.contrib import admin

from authoring.models import CourseDraft
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


@admin.register(CourseDraft)
class CourseDraftAdmin(ScopedAdmin[CourseDraft]):
    """What staff have typed and not saved."""

    provider_path = "course__series__provider"
    page = ("authoring:edit-about", "course__slug")
    view_right = Right.AUTHOR
    list_display = ("course", "step", "saved_by", "saved_at")
    search_fields = ("course__title", "step")
