"""A recording on its way in: the upload that may take days, and the work that makes a video of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads in the words of the page that shows them."""

    def unfinished(self) -> "UploadQuerySet":
        """Keep what still waits for bytes, and has not been given up."""
        return self.filter(finished_at__isnull=True, expires_at__gt=timezone.now())


class Upload(models.Model):
    """One file that comes in pieces. How much of it is here, the file in `UPLOAD_DIR` tells.

    `offset` repeats that for pages and reports. `fingerprint` is the browser's own mark of the chosen
    file, by which the same file is known again after a closed laptop. The name is shown to staff and
    never used as a path.
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
    """Preparations in the words of the page that shows them."""

    def under_way(self) -> "PreparationQuerySet":
        """Keep what waits for the worker or is being worked on."""
        return self.filter(state__in=[*Preparation.UNDER_WAY])

    def to_show(self) -> "QuerySet[Preparation]":
        """Keep what is not a video yet: under way, or failed and not cleared away."""
        return self.exclude(state=Preparation.State.READY).select_related("upload")


class Preparation(models.Model):
    """Making a video of one upload: what the job does, how far it is, and why it failed.

    The job alone writes here, but for “try again” and “remove” (`video.services`).
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
        """Whether the same file may do better: it is still here, and the fault was not its own."""
        return self.state == self.State.FAILED and self.upload_id is not None
