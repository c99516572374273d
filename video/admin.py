"""Recordings, and those on their way in, among the tables of the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courses.models import TextTrack, Video
from providers.rights import Right
from providers.scoped_admin import NAMED_FILES, ReadOnlyAdmin, ScopedAdmin, ScopedInline
from video.forms.tracks import TextTrackForm
from video.models import Preparation, Upload
from video.services.transcripts import forget_tracks


class TextTrackInline(ScopedInline):
    model = TextTrack
    form = TextTrackForm


@admin.register(Video)
class VideoAdmin(ScopedAdmin):
    """Recordings come with a series' folder; their file and length never change."""

    provider_path = "course__series__provider"

    inlines = (TextTrackInline,)
    formfield_overrides = NAMED_FILES
    list_display = ("title", "course", "version", "seconds", "added_at")
    list_select_related = ("course",)
    search_fields = ("title", "course__title", "sha256")
    readonly_fields = ("course", "version", "file", "seconds", "width", "height", "sha256")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        forget_tracks()


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    view_right = Right.AUTHOR
    list_display = ("name", "course", "uploaded_by", "size", "offset", "created_at", "finished_at")
    list_select_related = ("course", "uploaded_by")
    search_fields = ("name", "course__title")


@admin.register(Preparation)
class PreparationAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    view_right = Right.AUTHOR
    list_display = ("name", "course", "state", "percent", "code", "created_at", "ended_at")
    list_select_related = ("course",)
    list_filter = ("state",)
    search_fields = ("name", "course__title", "code")
