"""Credit types, and how much of each a course offers. Amounts are whole quarter credits."""

from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable

from accounts.models import Profession, User
from accounts.models.people import is_physician
from courses.credit_phrases import bare_phrases, is_bare
from providers.models.provider import PLACEHOLDER

_WORDINGS = ("designation_template", "certificate_wording", "designated_sentence", "attestation")
_STATEMENT_VALUES = {"provider", "joint_provider", "format", "title", "max_amount", "max_credits"}
_WORDING_VALUES = {"provider", "joint_provider", "format", "title", "date", "amount", "credits"} | {
    "designated"
}


class CreditTypeQuerySet(models.QuerySet["CreditType"]):
    """Queries for credit types."""

    def names_in_use(self) -> list[str]:
        """Return every name of the types in use, as staff must write them."""
        rows = self.filter(enabled=True).values_list(
            "name_singular", "name_plural", "name_in_statement"
        )
        return [name for names in rows for name in names]


@pghistory.track()
class CreditType(models.Model):
    """A type of credit: who may earn it, in what increments, and its exact wording (DOMAIN §3).

    Names have `*…*` around what must be set in italics, as the AMA's trademark rule requires.
    Statement and wording are templates with {provider}, {format}, {title}, {date}, {amount}, {credits},
    {max_amount}, {max_credits} and {designated}; the attestation has {degree}
    (see `courses.services.statements`).
    """

    code = models.SlugField(max_length=40, unique=True)
    name_singular = models.CharField(max_length=80)
    name_plural = models.CharField(max_length=80)
    name_in_statement = models.CharField(max_length=80)
    increment_quarters = models.PositiveSmallIntegerField(default=1)
    professions = models.ManyToManyField(
        "accounts.Profession",
        blank=True,
        related_name="credit_types",
        verbose_name="who may earn it",
    )
    designation_template = models.TextField(
        blank=True, help_text="The designation statement, word for word; empty when there is none."
    )
    certificate_wording = models.TextField(
        help_text="The sentence on the certificate, after the learner's name."
    )
    designated_sentence = models.TextField(
        blank=True, help_text="What {designated} says on certificates of another credit type."
    )
    physicians_only = models.BooleanField(
        default=False,
        help_text="Only for an MD, a DO, or an equivalent degree; a correction to it takes two people.",
    )
    attestation = models.TextField(
        help_text="What the learner confirms when claiming; {degree} is their degree in medicine."
    )
    attestation_version = models.PositiveSmallIntegerField(default=1)
    certificate_template = models.SlugField(max_length=40, default="certificate-2")
    reporting_channel = models.CharField(max_length=40, blank=True)
    enabled = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CreditTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(increment_quarters__gte=1), name="credit_type_has_an_increment"
            )
        ]

    def __str__(self) -> str:
        return self.name_plural.replace("*", "")

    def clean(self) -> None:
        """Refuse an unknown placeholder, which would appear in print, and credit named by less than its full name."""
        known = {
            "designation_template": _STATEMENT_VALUES,
            "designated_sentence": _STATEMENT_VALUES,
            "certificate_wording": _WORDING_VALUES,
            "attestation": {"degree"},
        }
        unknown = {
            field: sorted(set(PLACEHOLDER.findall(getattr(self, field))) - names)
            for field, names in known.items()
        }
        errors = {
            field: f"Nothing fills {', '.join(f'{{{name}}}' for name in names)}."
            for field, names in unknown.items()
            if names
        }
        if self.physicians_only and not states_degree(self.attestation):
            errors.setdefault("attestation", "Say with {degree} which degree makes a physician.")
        errors |= self._bare_names()
        if errors:
            raise ValidationError(errors)

    def _bare_names(self) -> dict[str, str]:
        own = {
            name: getattr(self, name)
            for name in ("name_singular", "name_plural", "name_in_statement")
        }
        errors = {
            field: "Put the accreditor's name before it; the AMA's is *AMA PRA Category 1 Credit*™."
            for field, name in own.items()
            if is_bare(name)
        }
        names = [*own.values(), *CreditType.objects.names_in_use()]
        for field in _WORDINGS:
            if found := bare_phrases(getattr(self, field), names):
                errors.setdefault(field, f"“{found[0]}” is not the full name of a credit.")
        return errors

    def name_for(self, quarters: int) -> str:
        """Return the name for an amount: AMA style uses the singular for one credit, the plural otherwise."""
        return self.name_singular if quarters == 4 else self.name_plural


def states_degree(attestation: str) -> bool:
    """Say whether an attestation names the degree, as that of a physician's credit must."""
    return "degree" in PLACEHOLDER.findall(attestation)


def earned_by(profession: Profession | Combinable, degree: Combinable) -> Q:
    """Return who may earn what, as a condition on offers: one rule for a person and for a query over many.

    The profession is listed and, for a credit that only physicians earn, it makes a physician.
    """
    physician = is_physician(profession="credit_type__professions", degree=degree)
    return Q(credit_type__professions=profession) & (
        Q(credit_type__physicians_only=False) | physician
    )


class CreditOfferQuerySet(models.QuerySet["CreditOffer"]):
    """Queries for offers, as the course's pages need them."""

    def offered(self, *, on: date) -> "CreditOfferQuerySet":
        """Keep the offers of enabled credit types that are valid on the day `on` and not closed."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            credit_type__enabled=True,
            closed_at__isnull=True,
        ).select_related("credit_type")

    def for_learner(self, user: User) -> "CreditOfferQuerySet":
        """Keep what this person may earn; without a profession nobody may earn anything."""
        profession = user.profession
        return self.filter(earned_by(profession, Value(user.degree))) if profession else self.none()


@pghistory.track()
class CreditOffer(models.Model):
    """The most of one credit type that a course awards, while the offer is valid (inclusive)."""

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="offers")
    credit_type = models.ForeignKey(CreditType, on_delete=models.PROTECT, related_name="offers")
    max_quarters = models.PositiveSmallIntegerField("maximum, in quarter credits")
    accreditor_reference = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="From then on nobody can claim it."
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    closed_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects = CreditOfferQuerySet.as_manager()

    class Meta:
        ordering = ["credit_type__position", "id"]
        constraints = [
            models.UniqueConstraint("course", "credit_type", name="offer_once_per_credit_type"),
            models.CheckConstraint(condition=Q(max_quarters__gte=1), name="offer_of_some_credit"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                name="offer_validity_in_order",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_reason="")
                | Q(closed_at__isnull=False) & ~Q(closed_reason=""),
                name="offer_is_closed_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                # Without its row, those who were told of it could claim it again.
                name="closed_offer_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
                func=(
                    "RAISE EXCEPTION 'closed: reopen the offer before removing it'"
                    " USING ERRCODE = 'restrict_violation';"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.max_quarters / 4:.2f} {self.credit_type}"

    def clean(self) -> None:
        if self.max_quarters and self.max_quarters % self.credit_type.increment_quarters:
            raise ValidationError({"max_quarters": "Not a multiple of this credit type's step."})

    @property
    def increment_quarters(self) -> int:
        """The step in which it can be claimed."""
        return self.credit_type.increment_quarters

    @property
    def learning_format(self) -> str:
        """The AMA's learning format, in words."""
        return str(self.course.get_learning_format_display())
