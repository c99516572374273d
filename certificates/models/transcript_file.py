"""The PDF of a transcript that is too long to be made while a browser waits."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.days import moment_words, portal_zone


class TranscriptFile(models.Model):
    """What the worker made of one learner's transcript, for that learner alone to download.

    It stands in the row, so that it goes with the account, and in the same moment. It is kept for
    `KEPT`: a transcript can always be made again.
    """

    KEPT = timedelta(days=1)

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="transcript_file"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    parts = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(default=b"", help_text="A PDF; of several parts, a ZIP of them.")

    def __str__(self) -> str:
        return f"Transcript asked for at {moment_words(self.asked_at, portal_zone())}"

    @property
    def under_way(self) -> bool:
        return not (self.finished_at or self.failed_at)
