"""What a learner enters so that credit can be reported. Saved numbers are never shown in full again.

What a form names in `asks_again` is not kept when it could not be sent (`accounts.guard.learner_form`).
"""

import re
from calendar import month_name
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.cleaning import clean_name
from accounts.us_states import STATES
from reporting.identifiers import birth_day, npi_is_valid, tidy_licence, tidy_npi
from reporting.models import CertifyingBoard, ReportingIdentity

_DIGIT = re.compile(r"\d")
LICENCE_KINDS = [
    "Full",
    "Temporary or in training",
    "Multistate (compact)",
    "Controlled substances",
    "Other",
]


class NamePartField(forms.CharField):
    """One part of the name as on the licence."""

    def __init__(self, label: str, autocomplete: str) -> None:
        super().__init__(
            label=label,
            max_length=50,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
            error_messages={
                "required": f"Enter your {label.lower()} as it stands on your licence."
            },
        )

    def clean(self, value: Any) -> str:
        name = clean_name(super().clean(value))
        if _DIGIT.search(name):
            raise ValidationError("A name has no digits. Numbers go into the fields below.")
        return name


class IdentityForm(forms.Form):
    """Name in two parts, NPI, month and day of birth. An empty field keeps what is saved."""

    asks_again: ClassVar = {"birth_month", "birth_date"}
    given_name = NamePartField("First name", "given-name")
    family_name = NamePartField("Last name", "family-name")
    npi = forms.CharField(
        label="NPI",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    erase_npi = forms.BooleanField(label="Erase the saved NPI", required=False)
    birth_month = forms.TypedChoiceField(
        label="Month of birth",
        choices=[("", "–"), *((number, month_name[number]) for number in range(1, 13))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    birth_date = forms.TypedChoiceField(
        label="Day of birth",
        choices=[("", "–"), *((number, number) for number in range(1, 32))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Never the year: we do not ask for it.",
    )
    erase_birth_day = forms.BooleanField(
        label="Erase the saved month and day of birth", required=False
    )

    def __init__(self, *args: Any, identity: ReportingIdentity, **kwargs: Any) -> None:
        names = {"given_name": identity.given_name, "family_name": identity.family_name}
        super().__init__(*args, **({"initial": names} | kwargs))
        self._identity = identity
        kept = "Saved: {}. Leave this empty to keep it."
        ten = "Ten digits; spaces and hyphens do not matter."
        self.fields["npi"].help_text = kept.format(identity.masked_npi) if identity.npi else ten
        if identity.birth_day:
            self.fields["birth_month"].help_text = kept.format("•• ••")
        for field, value in (("erase_npi", identity.npi), ("erase_birth_day", identity.birth_day)):
            if not value:
                del self.fields[field]

    def clean_npi(self) -> str:
        npi = tidy_npi(self.cleaned_data["npi"])
        if npi and not npi_is_valid(npi):
            raise ValidationError(
                "This is not an NPI: it has ten digits, begins with 1 or 2, and its last digit checks "
                "the others. Please compare it with your record."
            )
        return npi

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        month, day = typed.get("birth_month"), typed.get("birth_date")
        if bool(month) != bool(day):
            missing = "birth_date" if month else "birth_month"
            self.add_error(missing, "Choose month and day, or neither.")
        typed["birth_day"] = ""
        if month and day:
            try:
                typed["birth_day"] = birth_day(month=month, day=day)
            except ValueError:
                self.add_error("birth_date", f"There is no {month_name[month]} {day}.")
        return typed

    def values(self) -> dict[str, str]:
        """Return the values to save: what was typed, else the saved value unless it is to be erased."""
        typed = self.cleaned_data
        kept_npi = "" if typed.get("erase_npi") else self._identity.npi
        kept_day = "" if typed.get("erase_birth_day") else self._identity.birth_day
        return {
            "given_name": typed["given_name"],
            "family_name": typed["family_name"],
            "npi": typed["npi"] or kept_npi,
            "birth_day": typed["birth_day"] or kept_day,
        }


class LicenceForm(forms.Form):
    """One licence to practise."""

    asks_again: ClassVar = {"number"}
    state = forms.ChoiceField(
        label="State or territory",
        choices=[("", "Choose…"), *STATES],
        error_messages={"required": "Choose the state that issued it."},
    )
    number = forms.CharField(
        label="Licence number",
        max_length=40,
        help_text="As it stands on the licence, with its leading zeros. We show its last characters only.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the number as it stands on the licence."},
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Not sure"), *((kind, kind) for kind in LICENCE_KINDS)],
    )

    def clean_number(self) -> str:
        number = tidy_licence(self.cleaned_data["number"])
        if not any(map(str.isdigit, number)):
            raise ValidationError(
                "A licence number has digits. Please compare it with the licence."
            )
        return number


class BoardIdForm(forms.Form):
    """The learner's ID at one certifying board."""

    asks_again: ClassVar = {"number"}
    board = forms.ModelChoiceField(
        queryset=CertifyingBoard.objects.filter(enabled=True), empty_label="Choose…"
    )
    number = forms.CharField(
        label="Board ID",
        max_length=40,
        required=False,
        help_text="Leave it empty to erase what is saved for this board.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        return tidy_licence(self.cleaned_data["number"])


class ConsentForm(forms.Form):
    """Agreement to a consent text, and which text was shown."""

    text = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read this and agree",
        error_messages={"required": "Tick the box to agree. Without it nothing is reported."},
    )
