"""A recording and its text tracks. A replaced recording is a new version, never an edit."""

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


@pghistory.track()
class Video(models.Model):
    """One version of a course's recording. Its file and length never change: watched seconds refer to them.

    `file` is an MP4 that every browser plays. `hls` is the master playlist of the same recording in
    several sizes, and `renditions` lists these (video.services.ladder); both are empty for a recording
    that came with a series' folder.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="videos")
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="video/", max_length=200)
    hls = models.FileField(
        "HLS playlist", upload_to="video/", max_length=200, blank=True, editable=False
    )
    renditions = models.JSONField(default=list, blank=True, editable=False)
    poster = models.FileField(upload_to="poster/", max_length=200, blank=True)
    poster_sizes = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="The poster in several widths, narrowest first; empty until they are made.",
    )
    seconds = models.PositiveIntegerField(
        "length in whole seconds", validators=[MinValueValidator(1)]
    )
    width = models.PositiveIntegerField(default=1280)
    height = models.PositiveIntegerField(default=720)
    sha256 = models.CharField(max_length=64, editable=False)
    speech = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="Pairs of seconds that sound like speech; empty until someone listened.",
    )
    added_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Empty while it is being prepared."
    )

    class Meta:
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint("course", "version", name="video_version_once_per_course"),
            models.CheckConstraint(condition=Q(seconds__gte=1), name="video_has_a_length"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="video_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "course", "version", "file", "hls", "seconds", "sha256"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"

    @property
    def poster_srcset(self) -> str:
        """The poster's widths as an image's `srcset`; "" until they are made."""
        url = self.poster.storage.url
        return ", ".join(
            f"{url(each['name'])} {each['width']}w" for each in self.poster_sizes or []
        )

    @property
    def poster_shape(self) -> tuple[int, int]:
        """Width and height of the poster, as far as known: else those of the recording."""
        if not self.poster_sizes:
            return self.width, self.height
        return self.poster_sizes[-1]["width"], self.poster_sizes[-1]["height"]


@pghistory.track()
class TextTrack(models.Model):
    """Captions, chapters or descriptions of a video, as WebVTT."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", "Captions"
        CHAPTERS = "chapters", "Chapters"
        DESCRIPTIONS = "descriptions", "Descriptions"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="tracks")
    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(max_length=12, default="en")
    label = models.CharField(max_length=60, default="English")
    vtt = models.TextField("WebVTT")
    copied_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from an earlier recording then, and read against this one by nobody yet.",
    )

    class Meta:
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint("video", "kind", "language", name="track_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.label})"
