"""Incoming recordings: the upload, which may take days, and the preparation that turns it into a video."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone


class UploadQuerySet(models.QuerySet["Upload"]):
    """Queries for uploads, as the page that shows them needs them."""

    def unfinished(self) -> "UploadQuerySet":
        """Keep the uploads that are still waiting for bytes and have not expired."""
        return self.filter(finished_at__isnull=True, expires_at__gt=timezone.now())


class Upload(models.Model):
    """One file that arrives in pieces. The file in `UPLOAD_DIR` says how much of it has arrived.

    `offset` repeats that for pages and reports. `fingerprint` is computed by the browser, to recognize
    the same file again after, say, a closed laptop. The name is shown to staff and never used as a path.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField("size in bytes")
    offset = models.BigIntegerField("bytes received", default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1) & Q(offset__gte=0) & Q(offset__lte=F("size")),
                name="upload_offset_is_within_its_size",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(offset=F("size")),
                name="a_finished_upload_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """Whole percent received; 100 means all of it."""
        return 100 * self.offset // self.size


class PreparationQuerySet(models.QuerySet["Preparation"]):
    """Queries for preparations, as the page that shows them needs them."""

    def under_way(self) -> "PreparationQuerySet":
        """Keep those that the worker is working on, or that are waiting for it."""
        return self.filter(state__in=[*Preparation.UNDER_WAY])

    def to_show(self) -> "QuerySet[Preparation]":
        """Keep those that are not a video yet: under way, or failed and not removed."""
        return self.exclude(state=Preparation.State.READY).select_related("upload")


class Preparation(models.Model):
    """The making of a video from one upload: its state, its progress, and why it failed.

    Only the job writes here, except for “try again” and “remove” (`video.services`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its turn"
        LOOKING = "looking", "Looking into the file"
        ENCODING = "encoding", "Making the versions for each network"
        STORING = "storing", "Storing"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    UNDER_WAY = (State.WAITING, State.LOOKING, State.ENCODING, State.STORING)

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="preparations"
    )
    upload = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, blank=True, related_name="preparation"
    )
    video = models.OneToOneField(
        "courses.Video",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="preparation",
    )
    name = models.CharField("name of the file", max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    code = models.SlugField(max_length=40, blank=True, help_text="Which refusal it was.")
    reason = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    warnings = models.JSONField(default=list, blank=True)
    frames = models.JSONField("frames to choose a poster from", default=list, blank=True)
    runs = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PreparationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="preparation_percent_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(state="ready", video__isnull=False)
                | (~Q(state="ready") & Q(video__isnull=True)),
                name="a_preparation_is_ready_with_its_video",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="a_failure_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def may_try_again(self) -> bool:
        """Whether another try may succeed: the file is still here, and was not to blame."""
        return self.state == self.State.FAILED and self.upload_id is not None
