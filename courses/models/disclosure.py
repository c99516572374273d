"""What people in control of content disclose (ACCME Standard 3)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.days import day_somewhere
from accounts.fields import EncryptedTextField, MailboxField
from courses.models.dates import add_years
from courses.models.people import Person
from courses.richtext import MarkdownField

if TYPE_CHECKING:
    from courses.models.judgement import NothingToDisclose
    from courses.models.relationship import Relationship

DISCLOSURE_YEARS = 2
"""ACCME Standard 3: a disclosure covers the prior 24 months."""


class DisclosureWording(models.Model):
    """One version of the form's wording. A signed form refers to the version that was read."""

    version = models.PositiveSmallIntegerField(unique=True)
    introduction = MarkdownField("why it is asked (Markdown)")
    ineligible_company = MarkdownField("what an ineligible company is (Markdown)")
    what_counts = MarkdownField("what is to be disclosed (Markdown)")
    attestation = models.CharField("what is ticked when signing", max_length=400)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        triggers = [
            pgtrigger.Protect(
                name="wording_stays_as_read", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Disclosure form, version {self.version}"


@pghistory.track(exclude=["sent_to", "draft", "key"])
class DisclosureRequest(models.Model):
    """A form that somebody was asked to fill in, through a personal link. It can be answered once.

    `key` is what the link's signed token contains; `draft` is what was saved but not signed yet.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosure_requests")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_to = MailboxField(blank=True, help_text="Empty: the link was handed over by staff.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    expires_at = models.DateTimeField()
    draft = EncryptedTextField(blank=True)
    reminded_before_at = models.DateTimeField(null=True, editable=False)
    reminded_due_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_disclosure_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="answered_or_withdrawn_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure form for {self.person}, due {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


def _who() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        related_query_name="+",
    )


_REVIEWED_ONCE = {
    "reviewed_by": _who(),
    "reviewed_at": models.DateTimeField(null=True),
    "second_look_by": _who(),
    "second_look_at": models.DateTimeField(null=True),
}
"""What the history says of the time when a form was judged once for all courses; kept, and never written again."""


@pghistory.track(exclude=["signed_name"], attrs=_REVIEWED_ONCE)
class DisclosureForm(models.Model):
    """All financial relationships of the prior 24 months, as signed (ACCME Standard 3).

    A form that was signed online (`signed_at`) never changes; nor does one from paper that was judged or is
    told to learners: a correction is a new form.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosures")
    request = models.OneToOneField(
        DisclosureRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="form"
    )
    wording = models.ForeignKey(
        DisclosureWording, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField()
    covers_from = models.DateField()
    covers_to = models.DateField()
    signed_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_from__lt=F("covers_to")), name="disclosure_covers_a_period"
            ),
            models.UniqueConstraint(
                "person",
                "signed_on",
                condition=Q(signed_at__isnull=True),
                name="disclosure_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | (~Q(signed_name="") & Q(wording__isnull=False)),
                name="signature_names_its_wording",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_disclosure_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.signed_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"
                ),
            ),
            pgtrigger.Protect(
                name="signed_disclosure_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.signed_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, signed {self.signed_on}"

    @property
    def valid_until(self) -> date:
        """The last day on which the form is at most 24 months old."""
        return add_years(self.signed_on, DISCLOSURE_YEARS)

    def valid(self, *, on: date) -> bool:
        """Say whether it was signed within the 24 months before `on`."""
        return self.signed_on >= add_years(on, -DISCLOSURE_YEARS)

    def clean(self) -> None:
        """Refuse a day that has not begun at the provider: the form would come before all really signed."""
        known = self.person_id is not None
        today = self.person.provider.day_of(timezone.now()) if known else None
        if self.signed_on and (self.signed_on > today if today else self.is_to_come):
            message = "Enter the date it was signed, no later than today."
            raise ValidationError({"signed_on": message})

    @property
    def is_to_come(self) -> bool:
        """Say whether its day has not begun anywhere yet, so that nobody can have signed it."""
        return self.signed_on > day_somewhere(timezone.now())

    def unjudged(self, course_id: int) -> "list[Relationship]":
        """Return the relationships not judged for the course yet. Uses prefetched `relationships__judgements`."""
        rows = self.relationships.all()
        return [row for row in rows if row.judgement_for(course_id) is None]

    def acceptance_for(self, course_id: int) -> "NothingToDisclose | None":
        """Return that nothing is left to disclose for the course, if staff said so. Uses prefetched `acceptances`."""
        return next((one for one in self.acceptances.all() if one.course_id == course_id), None)
