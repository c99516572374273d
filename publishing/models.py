"""The life of a published course: publishing requests, changes that wait, reviews, and warnings sent."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

_STAFF = settings.AUTH_USER_MODEL


class PublishRequestQuerySet(models.QuerySet["PublishRequest"]):
    """The selections of requests that the approvals page and the worker need."""

    def open(self) -> "PublishRequestQuerySet":
        """Keep requests that are neither published, declined, withdrawn nor void."""
        return self.filter(
            published_at__isnull=True,
            declined_at__isnull=True,
            withdrawn_at__isnull=True,
            voided_at__isnull=True,
        )

    def to_approve(self) -> "PublishRequestQuerySet":
        """Keep requests that still need the approval of a second person."""
        return self.open().filter(needs_approval=True, approved_at__isnull=True)

    def due(self, *, now: "datetime") -> "PublishRequestQuerySet":
        """Keep requests that may be published and whose time has come."""
        allowed = Q(needs_approval=False) | Q(approved_at__isnull=False)
        return self.open().filter(allowed, Q(publish_at__isnull=True) | Q(publish_at__lte=now))


@pghistory.track()
class PublishRequest(models.Model):
    """A request to publish a course, now or at a later time.

    `digest` is the fingerprint of the content to publish; an approval applies only to that content.
    """

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="publish_requests"
    )
    asked_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    note = models.CharField("note to who approves", max_length=500, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: as soon as it may.")
    digest = models.CharField(max_length=64)
    needs_approval = models.BooleanField(default=False)
    approved_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    alone = models.BooleanField(
        default=False, help_text="Approved by who asked: there was nobody else who might."
    )
    declined_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    objects = PublishRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                "course",
                condition=Q(
                    published_at__isnull=True,
                    declined_at__isnull=True,
                    withdrawn_at__isnull=True,
                    voided_at__isnull=True,
                ),
                name="one_open_publish_request_per_course",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("asked_by"))
                | Q(alone=True),
                name="approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_has_a_person_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(decline_reason=""),
                name="declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(needs_approval=False)
                | Q(approved_at__isnull=False),
                name="published_only_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Publish {self.course}"

    @property
    def state(self) -> str:
        """The state of the request, as one word."""
        moments = [
            ("published", self.published_at),
            ("declined", self.declined_at),
            ("withdrawn", self.withdrawn_at),
            ("void", self.voided_at),
        ]
        waits = "waiting" if self.needs_approval and self.approved_at is None else "scheduled"
        return next((word for word, moment in moments if moment), waits)


_OPEN_CHANGE = Q(approved__isnull=True, withdrawn_at__isnull=True, voided_at__isnull=True)


class CourseChangeQuerySet(models.QuerySet["CourseChange"]):
    """The selections of changes that the steps and the approvals page need."""

    def open(self) -> "CourseChangeQuerySet":
        """Keep changes that are neither decided, withdrawn nor void: they wait for a second person."""
        return self.filter(_OPEN_CHANGE)


@pghistory.track(exclude=["payload", "difference"])  # written once, and kept on the row
class CourseChange(models.Model):
    """A change of a live course that waits for a second person, or waited: nothing changes before the approval.

    `kind` is the code of a `publishing.services.course_changes.ChangeKind`; `subject` says which thing of
    that kind, so that it is asked for once. `difference` is what the approver reads: a list of `label`,
    `old`, `new`. `digest` is the fingerprint of the state that the change was made from; an approval
    applies only to that state.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="changes")
    kind = models.SlugField()
    subject = models.CharField(max_length=100)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    difference = models.JSONField()
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    alone = models.BooleanField(
        default=False, help_text="Decided by who asked: there was nobody else who might."
    )
    answer = models.CharField("reason given", max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    objects = CourseChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "kind", "subject"],
                condition=_OPEN_CHANGE,
                name="one_open_change_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(alone=True),
                name="change_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, approved__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, approved__isnull=False),
                name="change_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved=True) | ~Q(answer=""),
                name="change_declined_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.kind}"

    @property
    def state(self) -> str:
        """The state of the request, as one word."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.voided_at:
            return "void"
        return {None: "waiting", True: "approved", False: "declined"}[self.approved]


@pghistory.track()
class CourseReview(models.Model):
    """A documented review, which ACCME requires at least every three years (Enduring Materials policy).

    `reviewer` is who judged the content, in words; `reviewed_by` is who put it on record: nobody for a
    review that came with a folder, or from a date entered before reviews were recorded.
    """

    class Outcome(models.TextChoices):
        CURRENT = "current", "Current as it is"
        CHANGED = "changed", "Current after the changes noted"
        UNKNOWN = "unknown", "Outcome not recorded"  # Of before reviews were recorded.

        @classmethod
        def chosen(cls) -> list[tuple[str, str]]:
            """Return the outcomes that a review can be recorded with."""
            return [(each.value, each.label) for each in cls if each is not cls.UNKNOWN]

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="reviews")
    reviewed_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("recorded at", default=timezone.now)
    reviewed_on = models.DateField()
    reviewer = models.CharField(max_length=200, default="")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.CURRENT)
    evidence = models.TextField(default="")
    looked_at = models.JSONField(default=list)
    note = models.TextField(blank=True)
    expires_on = models.DateField("new last day of credit", null=True)

    class Meta:
        ordering = ["-reviewed_on", "-reviewed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reviewer="") & ~Q(evidence=""), name="review_says_who_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, reviewed {self.reviewed_on}"


class ExpiryNotice(models.Model):
    """A warning already sent that a course or somebody's disclosure ends within `days` days."""

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, null=True, related_name="expiry_notices"
    )
    form = models.ForeignKey(
        "courses.DisclosureForm", on_delete=models.CASCADE, null=True, related_name="expiry_notices"
    )
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=True) ^ Q(form__isnull=True),
                name="notice_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["course", "form", "ends_on", "days"],
                name="notice_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.ends_on}"
