"""Offers as a version of the front matter told them: what those who acknowledged it may claim."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from courses.models.credit import CreditOffer, CreditType, earned_by

if TYPE_CHECKING:
    from courses.models.course import Course


class FrontMatterOfferQuerySet(models.QuerySet["FrontMatterOffer"]):
    """Queries for what learners were told, as claiming credit needs them."""

    def with_present(self) -> "FrontMatterOfferQuerySet":
        """Add `last_day`, the later of the day told and the course's present one, and how it was closed.

        What the course changed, removed or switched off since stays as it was told; closing it counts.
        """
        present = CreditOffer.objects.filter(
            course=OuterRef("front_matter__course"), credit_type=OuterRef("credit_type")
        )
        no_end = Value(date.max, models.DateField())
        # PostgreSQL's GREATEST passes over NULL: a removed offer.
        present_end = Subquery(present.values(end=Coalesce("valid_to", no_end)))
        added = {
            "last_day": Greatest(Coalesce("valid_to", no_end), present_end),
            "closed_at": Subquery(present.values("closed_at")),
            "closed_reason": Subquery(present.values("closed_reason")),
        }
        return self.annotate(**added).select_related("credit_type")

    def valid(self, *, on: date) -> "FrontMatterOfferQuerySet":
        """Keep those whose days include `on`, closed or not."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.with_present().filter(begun, Q(("last_day__gte", on)))

    def claimable(self, *, on: date) -> "FrontMatterOfferQuerySet":
        """Keep those that can be claimed on the day `on`, as far as the course has not expired."""
        return self.valid(on=on).filter(Q(("closed_at__isnull", True)))

    def for_learner(self, user: User) -> "FrontMatterOfferQuerySet":
        """Keep what this person may earn; without a profession nobody may earn anything."""
        profession = user.profession
        return self.filter(earned_by(profession, Value(user.degree))) if profession else self.none()


class FrontMatterOffer(models.Model):
    """One offer as a version of the front matter told it: what those who acknowledged it may claim.

    Never changed and never removed. The texts stand as they were printed.
    """

    front_matter = models.ForeignKey(
        "courses.FrontMatter", on_delete=models.CASCADE, related_name="offers"
    )
    credit_type = models.ForeignKey(
        CreditType, on_delete=models.PROTECT, related_name="told_offers"
    )
    max_quarters = models.PositiveSmallIntegerField("maximum, in quarter credits")
    increment_quarters = models.PositiveSmallIntegerField("step, in quarter credits", default=1)
    learning_format = models.CharField(max_length=60, help_text="In words.")
    designation_statement = models.TextField(blank=True)
    accreditor_reference = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = FrontMatterOfferQuerySet.as_manager()

    class Meta:
        ordering = ["credit_type__position", "id"]
        constraints = [
            models.UniqueConstraint(
                "front_matter", "credit_type", name="told_offer_once_per_credit_type"
            ),
            models.CheckConstraint(
                condition=Q(max_quarters__gte=1), name="told_offer_of_some_credit"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_told_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "RAISE EXCEPTION 'told: what learners were told is never changed'"
                    " USING ERRCODE = 'restrict_violation';"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.max_quarters / 4:.2f} {self.credit_type}"

    @property
    def course(self) -> "Course":
        return self.front_matter.course


type Offer = CreditOffer | FrontMatterOffer
"""What may be claimed: before the start as the course offers it, afterwards as it was told."""
