"""How the provider judged a disclosed relationship for one course (ACCME Standard 3)."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models.course import Course
from courses.models.disclosure import DisclosureForm
from courses.models.relationship import Relationship


class MitigationStep(models.TextChoices):
    """The usual ways to mitigate (ACCME Standard 3); anything else that was done goes into the text."""

    PEER_REVIEW = "peer-review", "Content reviewed by peers without such relationships"
    CHANGED_ROLE = (
        "changed-role",
        "Role or topic changed, so that the relationship does not bear on it",
    )
    RECUSED = "recused", "Person left the decisions about that part of the content to others"
    DIVESTED = "divested", "Person ended the relationship"
    EVIDENCE = "evidence", "Person bound in writing to recommendations that evidence supports"


class Exemption(models.TextChoices):
    """The three narrow exceptions for owners and employees (ACCME Standard 3)."""

    UNRELATED = (
        "unrelated",
        "The content has nothing to do with the company's business lines and products",
    )
    BASIC_SCIENCE = (
        "basic-science",
        "The content is basic science or research method, and recommends no care",
    )
    DEVICE_SAFETY = (
        "device-safety",
        "The person teaches as a technician how a device is used safely, not whether to use it",
    )


@pghistory.track()
class Judgement(models.Model):
    """Whether a relationship bears on one course's content, and how it was mitigated for that course.

    `judged_by` is empty where a series' folder or the time before this table says so; `judged_at`, where
    nobody had recorded the day.
    """

    relationship = models.ForeignKey(
        Relationship, on_delete=models.CASCADE, related_name="judgements"
    )
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="judgements")
    relevant = models.BooleanField()
    mitigation_steps = models.JSONField(default=list, blank=True)
    mitigation = models.TextField(blank=True)
    mitigated_on = models.DateField(null=True, blank=True)
    exception = models.CharField(max_length=14, choices=Exemption, blank=True)
    exception_reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    judged_at = models.DateTimeField(default=timezone.now, null=True, blank=True)
    second_look_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    second_look_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "judgment"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "relationship", "course", name="relationship_judged_once_per_course"
            ),
            models.CheckConstraint(
                condition=Q(second_look_by__isnull=True) | ~Q(second_look_by=F("judged_by")),
                name="second_look_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(exception="") | ~Q(exception_reason=""),
                name="exception_with_its_reason",
            ),
        ]

    def __str__(self) -> str:
        said = "relevant" if self.relevant else "not relevant"
        return f"{self.relationship.company}, {said} to {self.course}"

    @property
    def version(self) -> str:
        """What tells this decision from a later one about the same relationship and course."""
        return self.judged_at.isoformat() if self.judged_at else f"folder {self.pk}"

    def excludes(self, assumed_on: date) -> bool:
        """Say whether an owner or employee must be excluded from a role because no exception is on record."""
        return self.relationship.would_exclude(assumed_on) and not self.exception

    @property
    def by_peer_review(self) -> bool:
        return self.relevant and MitigationStep.PEER_REVIEW in self.mitigation_steps


@pghistory.track()
class NothingToDisclose(models.Model):
    """That staff looked at a form without relationships, and accepted for one course that nothing is left to disclose.

    `accepted_by` and `accepted_at` are empty for forms that learners were told of before this was asked.
    """

    form = models.ForeignKey(DisclosureForm, on_delete=models.CASCADE, related_name="acceptances")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    accepted_at = models.DateTimeField(default=timezone.now, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "nothing left to disclose"
        constraints = [
            models.UniqueConstraint("form", "course", name="nothing_accepted_once_per_course")
        ]

    def __str__(self) -> str:
        return f"{self.form}, nothing left to disclose for {self.course}"
