"""The admin's tables of recordings, of uploads and of their preparation."""

from django.contrib import admin
from django.db.models import Model

from courses.models import TextTrack, Video
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin, ScopedInline
from video.models import Preparation, Upload


class RecordingAdmin[M: Model](ScopedAdmin[M]):
    """Written in the course editor, on the step Video."""

    provider_path = "course__series__provider"
    page = ("publishing:edit-video", "course__slug")


class TextTrackInline(ScopedInline[TextTrack, Video]):
    model = TextTrack


@admin.register(Video)
class VideoAdmin(RecordingAdmin[Video]):
    inlines = (TextTrackInline,)
    list_display = ("title", "course", "version", "seconds", "added_at")
    search_fields = ("title", "course__title", "sha256")


@admin.register(Upload)
class UploadAdmin(RecordingAdmin[Upload]):
    view_right = Right.AUTHOR
    list_display = ("name", "course", "uploaded_by", "size", "offset", "created_at", "finished_at")
    search_fields = ("name", "course__title")


@admin.register(Preparation)
class PreparationAdmin(RecordingAdmin[Preparation]):
    view_right = Right.AUTHOR
    list_display = ("name", "course", "state", "percent", "code", "created_at", "ended_at")
    list_filter = ("state",)
    search_fields = ("name", "course__title", "code")
