"""The financial relationships that a disclosure form names (ACCME Standard 3)."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.days import day_somewhere
from accounts.sentences import long_date
from courses.models.disclosure import DisclosureForm

if TYPE_CHECKING:
    from courses.models.judgement import Judgement

# The relationships in a form that was signed online stay as signed; what is judged stands in `Judgement`.
_RELATIONSHIP_AS_SIGNED = """
    IF EXISTS (
        SELECT 1 FROM courses_disclosureform
        WHERE signed_at IS NOT NULL
            AND id = (CASE TG_OP WHEN 'INSERT' THEN NEW.form_id ELSE OLD.form_id END)
    ) THEN
        RAISE EXCEPTION 'a signed disclosure cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""
_JUDGED_ONCE = {
    "relevant": models.BooleanField(null=True),
    "mitigation": models.TextField(null=True),
    "mitigation_steps": models.JSONField(null=True),
    "mitigated_on": models.DateField(null=True),
    "exception": models.CharField(max_length=14, null=True),
    "exception_reason": models.TextField(null=True),
}
"""What the history says of the time when a form was judged once for all courses; kept, and never written again."""


class Nature(models.TextChoices):
    """The nature of somebody's relationship with a company (DOMAIN §2.5)."""

    EMPLOYEE = "employee", "Employee"
    EXECUTIVE = "executive", "Executive role"
    OWNER = "owner", "Owner of the company or of a part of it"
    STOCK = "stock", "Stocks or stock options of a traded company"
    RESEARCHER = "researcher", "Researcher"
    CONTRACTOR = "contractor", "Independent contractor, contracted research included"
    CONSULTANT = "consultant", "Consultant"
    ADVISOR = "advisor", "Advisor"
    SPEAKER = "speaker", "Speaker"
    ROYALTIES = "royalties", "Royalties or patent beneficiary"
    OTHER = "other", "Something else"


EXCLUDING = (Nature.EMPLOYEE, Nature.EXECUTIVE, Nature.OWNER)
"""ACCME Standard 3: owners and employees of ineligible companies do not control content."""
_EXCLUDING_WORDS = re.compile(
    r"employe|\bown|executive|officer|founder|president|director|\bC[EFMOST]O\b", re.IGNORECASE
)
"""What says so where a relationship was entered before its kind was asked."""


BEGINS_TO_COME = "Enter a day that has come."
BEGINS_AFTER_ITS_END = "It cannot have ended before it began."


@pghistory.track(attrs=_JUDGED_ONCE)
class Relationship(models.Model):
    """One financial relationship with an ineligible company, as disclosed; each course judges it for itself."""

    form = models.ForeignKey(DisclosureForm, on_delete=models.CASCADE, related_name="relationships")
    company = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Nature, blank=True)
    nature = models.CharField(max_length=200)
    began_on = models.DateField(
        "since",
        null=True,
        blank=True,
        help_text="Leave it empty if it began before the person took on their part in the course.",
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["company", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(began_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(began_on__lte=F("ended_on")),
                name="relationship_begins_before_it_ends",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="relationship_as_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_RELATIONSHIP_AS_SIGNED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.nature}"

    def clean(self) -> None:
        """Refuse one without its kind, an end or a beginning that is to come, and a beginning after the end."""
        if not self.kind:
            raise ValidationError({"kind": "Choose what the person has to do with the company."})
        if self.ended_on and self.ended_on > day_somewhere(timezone.now()):
            message = "Is a day to come: leave it empty while the relationship continues."
            raise ValidationError({"ended_on": message})
        if self.began_on and self.began_on > day_somewhere(timezone.now()):
            raise ValidationError({"began_on": BEGINS_TO_COME})
        if self.began_on and self.ended_on and self.began_on > self.ended_on:
            raise ValidationError({"began_on": BEGINS_AFTER_ITS_END})

    @property
    def period(self) -> str:
        """Since when, and until when, as far as the form says so, to be put behind the nature."""
        since = f", since {long_date(self.began_on)}" if self.began_on else ""
        return since + (f", ended on {long_date(self.ended_on)}" if self.ended_on else "")

    def began_after(self, assumed_on: date | None) -> bool:
        """Say whether it began after the role was assumed, so that it could not be mitigated before."""
        return bool(assumed_on and self.began_on and self.began_on > assumed_on)

    def would_exclude(self, assumed_on: date) -> bool:
        """Say whether it excludes the person from a role assumed on that day, unless an exception is recorded."""
        may = self.kind in EXCLUDING or (not self.kind and _EXCLUDING_WORDS.search(self.nature))
        return bool(may) and (self.ended_on is None or self.ended_on > assumed_on)

    def judgement_for(self, course_id: int) -> "Judgement | None":
        """Return what was judged for the course, or None; uses `all()`, so that a prefetch is used."""
        return next((one for one in self.judgements.all() if one.course_id == course_id), None)
