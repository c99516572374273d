"""The form on which somebody without an account discloses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import day
from courses.models import Nature
from courses.models.relationship import BEGINS_AFTER_ITS_END, BEGINS_TO_COME
from disclosure.services.disclosures import Disclosed

MOST_RELATIONSHIPS = 60
NONE, SOME = "none", "some"
_CONTINUES, _ENDED = "continues", "ended"


class RelationshipForm(NamesCreditInFull, forms.Form):
    """One relationship. A row without a company counts as empty."""

    company = forms.CharField(label="Company", max_length=200, required=False)
    kind = forms.ChoiceField(
        label="Nature of the relationship",
        choices=[("", "Choose"), *Nature.choices],
        required=False,
    )
    nature = forms.CharField(label="If other, describe it", max_length=200, required=False)
    began_on = day(
        "Start date",
        "Leave it blank if it began before you took on your role in a course. An approximate date is fine.",
    )
    ended = forms.ChoiceField(
        label="Is it ongoing?",
        choices=[(_CONTINUES, "Yes, it is ongoing"), (_ENDED, "No, it has ended")],
        widget=forms.RadioSelect,
        initial=_CONTINUES,
        required=False,
    )
    ended_on = day("End date, if it has ended", "An approximate date is fine.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("company"):
            if any(cleaned.get(name) for name in ("kind", "nature", "began_on")):
                self.add_error("company", "Name the company.")
            return cleaned
        if not cleaned.get("kind"):
            self.add_error("kind", "Choose the nature of the relationship.")
        if cleaned.get("kind") == Nature.OTHER and not cleaned.get("nature"):
            self.add_error("nature", "Describe the relationship.")
        if cleaned.get("ended") == _ENDED:
            self._clean_end(cleaned.get("ended_on"))
        self._clean_beginning(cleaned)
        return cleaned

    def _clean_beginning(self, cleaned: dict[str, Any]) -> None:
        began_on, ended_on = cleaned.get("began_on"), cleaned.get("ended_on")
        if began_on and began_on > self.today:
            self.add_error("began_on", BEGINS_TO_COME)
        elif began_on and ended_on and cleaned.get("ended") == _ENDED and began_on > ended_on:
            self.add_error("began_on", BEGINS_AFTER_ITS_END)

    def _clean_end(self, ended_on: date | None) -> None:
        if ended_on is None and "ended_on" not in self.errors:
            self.add_error("ended_on", "Enter the date it ended, or choose that it is ongoing.")
        elif ended_on and ended_on > self.today:
            self.add_error(
                "ended_on", "Enter a date no later than today, or choose that it is ongoing."
            )

    def disclosed(self) -> Disclosed | None:
        """Return the relationship that a valid row discloses, or None for an empty row."""
        said = self.cleaned_data
        if not said["company"]:
            return None
        ended_on = said["ended_on"] if said["ended"] == _ENDED else None
        return Disclosed(
            said["company"],
            said["kind"],
            said["nature"],
            began_on=said["began_on"],
            ended_on=ended_on,
        )


class SignForm(NamesCreditInFull, forms.Form):
    """Whether there is anything to disclose, and the signature: a typed name and a ticked box."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[
            (NONE, "I have nothing to disclose"),
            (SOME, "I have, or had, the relationships that I name below"),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Your name, as a signature", max_length=120)
    agreed = forms.BooleanField(
        error_messages={"required": "Check the box to confirm the statement."}
    )

    def __init__(self, *args: Any, attestation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = attestation


class Answer:
    """The whole answer: the forms `sign` and `rows`, filled from what was sent, or from a draft."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Mapping[str, Any],
        attestation: str,
        today: date,
        rows: int,
    ) -> None:
        def made(prefix: str, kind: Any, **extra: Any) -> Any:
            if data is not None:
                return kind(data, prefix=prefix, **extra)
            known = {key.removeprefix(f"{prefix}-"): value for key, value in draft.items()}
            return kind(initial=known or None, prefix=prefix, **extra)

        self.sign: SignForm = made("sign", SignForm, attestation=attestation)
        self.rows: list[RelationshipForm] = [
            made(f"r{number}", RelationshipForm, today=today) for number in range(rows)
        ]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.sign, *self.rows)]
        if not all(valid):
            return False
        self._compare()
        return not self.sign.errors

    @property
    def relationships(self) -> list[Disclosed]:
        """What a valid answer discloses."""
        named = [row.disclosed() for row in self.rows]
        return [each for each in named if each is not None]

    def _compare(self) -> None:
        """Refuse an answer that contradicts the rows."""
        answer, named = self.sign.cleaned_data["answer"], self.relationships
        if answer == NONE and named:
            message = "You named a company below. Choose the other answer, or clear the company."
            self.sign.add_error("answer", message)
        if answer == SOME and not named:
            message = "Name the companies below, or choose that you have nothing to disclose."
            self.sign.add_error("answer", message)
