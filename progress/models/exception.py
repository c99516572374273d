"""Exceptions from the rules of a course, granted to one learner, and who granted them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class CreditExceptionQuerySet(models.QuerySet["CreditException"]):
    """Filters by state."""

    def open(self) -> "CreditExceptionQuerySet":
        """Keep requests neither decided nor withdrawn."""
        return self.filter(decided_at__isnull=True, withdrawn_at__isnull=True)

    def granted(self) -> "CreditExceptionQuerySet":
        """Keep exceptions approved and not withdrawn; whether one has expired depends on the day."""
        return self.filter(approved=True, withdrawn_at__isnull=True)


class CreditException(models.Model):
    """One request, by staff or by the learner, that a second person approves or declines.

    It never changes what was watched: `CreditStatus` honours it beside the record. A learner's own
    request is put forward by staff first. The database prevents one person from asking and approving, unless
    the row says `alone`: an administrator whom nobody could replace decided about somebody else.
    """

    class Kind(models.TextChoices):
        WATCHING = "watching", "Credit without the whole video"
        TRANSCRIPT = "transcript", "Transcript instead of the video"
        ATTEMPT = "attempt", "One more attempt at the post-test"

    enrolment = models.ForeignKey(
        "progress.Enrolment",
        on_delete=models.CASCADE,
        related_name="exceptions",
        verbose_name="enrollment",
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    put_forward_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    put_forward_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    alone = models.BooleanField(default=False)
    answer = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True, help_text="The last day on which it can be used.")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(
        null=True, help_text="When the learner attested that they read the transcript."
    )

    objects = CreditExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["enrolment"], name="exceptions_of_enrolment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("put_forward_by")) & ~Q(decided_by=F("asked_by")))
                | Q(alone=True),
                name="an_exception_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, approved__isnull=True)
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    approved__isnull=False,
                    put_forward_by__isnull=False,
                ),
                name="a_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(kind="transcript", approved=True),
                name="only_an_agreed_transcript_is_read",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | ~Q(kind="attempt"),
                name="an_attempt_does_not_run_out",
            ),
            models.UniqueConstraint(
                "enrolment",
                "kind",
                condition=Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_request_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.enrolment}"

    @property
    def state(self) -> str:
        """The state in a word: withdrawn, asked, put forward, approved or declined."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.approved is None:
            return "put forward" if self.put_forward_by_id else "asked"
        return "approved" if self.approved else "declined"

    @property
    def concerned(self) -> set[int]:
        """The ids of the people who are no second person: the learner, and who asked or put it forward."""
        return {
            self.enrolment.user_id,
            self.asked_by_id,
            self.put_forward_by_id or self.asked_by_id,
        }
