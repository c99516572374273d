"""Step Credit: what may be claimed, for how long, and the wording that must accompany it."""

import copy
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.form_fields import model_choice_field
from authoring.forms.sections import Group, SectionedForm, fields_of, texts
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import day
from courses.front_matter_texts import Place
from courses.models import Course, CreditOffer, CreditType
from courses.services.statements import parts_missing
from courses.sources import ACCREDITATION, ENDURING, JOINT

QUARTER = Decimal("0.25")
MOST = Decimal(100)
# ACPE: provider, joint designator, year, sequence, format and topic, audience (DOMAIN §3).
_UAN = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{2}-[0-9]{1,4}-[A-Z][0-9]{2}-[PT]")
_STATEMENT = ("accreditation_template", "joint_provider", "accreditation_override")

_SECTIONS: list[Group] = [
    (
        "Time",
        "The estimated time must match the designated credit.",
        ["estimated_minutes"],
    ),
    (
        "Who provides it",
        "The accreditation statement follows from this; it appears below as it will be printed.",
        [*_STATEMENT],
    ),
    (
        Place.DISCLOSED.heading,
        "Learners read it before they start.",
        texts(Place.DISCLOSED),
    ),
    (
        "If no one supported it",
        "While companies are listed below, learners see those instead.",
        ["no_commercial_support"],
    ),
]


class TermsForm(SectionedForm):
    """What accompanies the credit: the time, who provides the activity, and required disclosures."""

    SECTIONS = _SECTIONS

    class Meta:
        model = Course
        fields = fields_of(_SECTIONS)
        labels = {
            "estimated_minutes": "Estimated time in minutes",
            "accreditation_template": "How it is provided",
            "joint_provider": "Joint provider",
            "accreditation_override": "Own wording of the accreditation statement",
            "no_commercial_support": "This activity received no commercial support",
        }
        help_texts = {
            "estimated_minutes": f"15 minutes for each 0.25 of designated credit. ({ENDURING})",
            "accreditation_template": "By you alone or with another provider, and who accredits you."
            f" ({ACCREDITATION})",
            "joint_provider": "The organization that is not accredited and plans the activity with"
            f" you; leave blank if there is none. ({JOINT})",
            "accreditation_override": "Leave blank to use the statement chosen above. Otherwise enter, word"
            f" for word what your accreditor prescribes, with all its mandated parts. ({ACCREDITATION})",
        }
        widgets = {"accreditation_override": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provider = self.instance.series.provider
        usual = f"As {provider} usually does: {provider.accreditation_template}"
        model_choice_field(self, "accreditation_template").empty_label = usual

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {*_STATEMENT} & {*self.changed_data}:
            for part in parts_missing(self.typed()):
                self.add_error("accreditation_override", f"It must contain “{part}”.")
        return cleaned

    def typed(self) -> Course:
        """Return the course with the statement as it is in the form now, saved or not."""
        course = copy.copy(self.instance)
        for name in _STATEMENT:
            with suppress(ValidationError):
                setattr(course, name, self.fields[name].clean(self[name].value()))
        return course


class OfferForm(NamesCreditInFull, forms.Form):
    """One type of credit; it is offered if an amount is entered."""

    amount = forms.DecimalField(required=False, min_value=QUARTER, max_value=MOST)
    accreditor_reference = forms.CharField(
        label="Accreditor's reference",
        required=False,
        max_length=120,
        help_text="The number under which this accreditor knows the activity, such as an ACPE UAN.",
    )
    valid_from = day("From", "First day of this credit. Leave blank to start at the release.")
    valid_to = day("Until", "Last day of this credit. Leave blank to end with the course.")

    def __init__(
        self, data: Any, *, credit_type: CreditType, offer: CreditOffer | None, course: Course
    ) -> None:
        initial = {} if offer is None else _initial(offer)
        super().__init__(data, prefix=f"offer-{credit_type.code}", initial=initial)
        self.credit_type, self.offer, self.course = credit_type, offer, course
        step = QUARTER * credit_type.increment_quarters
        field = self.fields["amount"]
        field.label = f"Maximum {credit_type} that can be claimed"
        field.help_text = f"In steps of {step}. Leave blank if this credit is not offered."
        field.widget.attrs |= {"step": str(step), "inputmode": "decimal"}

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        step = QUARTER * self.credit_type.increment_quarters
        if amount is not None and amount % step:
            below = amount // step * step
            raise ValidationError(
                f"Credit is given in steps of {step}. Type {below or step:.2f} or {below + step:.2f}."
            )
        return amount

    def clean_accreditor_reference(self) -> str:
        reference = str(self.cleaned_data["accreditor_reference"])
        if reference and self.credit_type.code.startswith("acpe") and not _UAN.fullmatch(reference):
            raise ValidationError("A UAN reads like 0012-0000-26-001-H04-P.")
        return reference

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day cannot be before the first.")
        if first and self.course.expires_on and first > self.course.expires_on:
            self.add_error("valid_from", "That is after the last day of the course.")
        if cleaned.get("amount") is None and "amount" not in self.errors:
            self._refuse_leftovers(cleaned)
            self._refuse_removal()
        return cleaned

    def _refuse_removal(self) -> None:
        """Removing a closed offer would open it again to those who were told of it."""
        if self.offer and self.offer.closed_at:
            self.add_error("amount", "This credit is closed. Open it again before you remove it.")

    def _refuse_leftovers(self, cleaned: dict[str, Any]) -> None:
        """Without an amount, refuse entries in the other fields rather than drop them silently."""
        if any(cleaned.get(name) for name in ("accreditor_reference", "valid_from", "valid_to")):
            self.add_error("amount", "Enter an amount, or clear the other fields of this credit.")

    @property
    def values(self) -> dict[str, Any] | None:
        """The field values entered for the offer; None if this credit is not offered."""
        cleaned = self.cleaned_data
        if cleaned["amount"] is None:
            return None
        return {
            "max_quarters": int(cleaned["amount"] / QUARTER),
            "accreditor_reference": cleaned["accreditor_reference"],
            "valid_from": cleaned["valid_from"],
            "valid_to": cleaned["valid_to"],
        }

    @property
    def quarters_typed(self) -> int:
        """The amount now in the field, in quarter credits; 0 if it is not a valid amount."""
        try:
            amount = self.fields["amount"].clean(self["amount"].value())
        except ValidationError:
            return 0
        return int(amount / QUARTER) if amount else 0


def _initial(offer: CreditOffer) -> dict[str, Any]:
    return {
        "amount": f"{offer.max_quarters * QUARTER:.2f}",
        "accreditor_reference": offer.accreditor_reference,
        "valid_from": offer.valid_from,
        "valid_to": offer.valid_to,
    }


def offer_forms(course: Course, data: Any) -> list[OfferForm]:
    """Return a form for each credit type that is enabled, or that the course offers although it is not."""
    offers = {offer.credit_type_id: offer for offer in course.offers.select_related("credit_type")}
    types = [kind for kind in CreditType.objects.all() if kind.enabled or kind.pk in offers]
    return [
        OfferForm(data, credit_type=kind, offer=offers.get(kind.pk), course=course)
        for kind in types
    ]
