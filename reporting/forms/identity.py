"""What a learner enters so that credit can be reported. Saved numbers are never shown in full again.

What a form names in `asks_again` is not kept when it could not be sent (`accounts.guard.learner_form`).
"""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.cleaning import clean_name
from accounts.us_states import STATES
from reporting.identifiers import birth_day, npi_is_valid, tidy_licence, tidy_npi
from reporting.models import CertifyingBoard, ReportingIdentity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DIGIT = re.compile(r"\d")
# What is stored, and what the learner reads.
LICENCE_KINDS = [
    ("Full", _("Full")),
    ("Temporary or in training", _("Temporary or in training")),
    ("Multistate (compact)", _("Multistate (compact)")),
    ("Controlled substances", _("Controlled substances")),
    ("Other", _("Other")),
]


class NamePartField(forms.CharField):
    """One part of the name as on the licence; `required` says that it is missing."""

    def __init__(self, label: "StrOrPromise", autocomplete: str, required: "StrOrPromise") -> None:
        super().__init__(
            label=label,
            max_length=50,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
            error_messages={"required": required},
        )

    def clean(self, value: Any) -> str:
        name = clean_name(super().clean(value))
        if _DIGIT.search(name):
            raise ValidationError(_("A name has no digits. Enter numbers in the fields below."))
        return name


class IdentityForm(forms.Form):
    """Name in two parts, NPI, month and day of birth. An empty field keeps what is saved."""

    asks_again: ClassVar = {"birth_month", "birth_date"}
    given_name = NamePartField(
        _("First name"), "given-name", _("Enter your first name as it is on your license.")
    )
    family_name = NamePartField(
        _("Last name"), "family-name", _("Enter your last name as it is on your license.")
    )
    npi = forms.CharField(
        label=_("NPI number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    erase_npi = forms.BooleanField(label=_("Delete the saved NPI number"), required=False)
    birth_month = forms.TypedChoiceField(
        label=_("Month of birth"),
        choices=[("", "–"), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
    )
    birth_date = forms.TypedChoiceField(
        label=_("Day of birth"),
        choices=[("", "–"), *((number, number) for number in range(1, 32))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("We never ask for the year."),
    )
    erase_birth_day = forms.BooleanField(
        label=_("Delete the saved month and day of birth"), required=False
    )

    def __init__(self, *args: Any, identity: ReportingIdentity, **kwargs: Any) -> None:
        names = {"given_name": identity.given_name, "family_name": identity.family_name}
        super().__init__(*args, **({"initial": names} | kwargs))
        self._identity = identity
        kept = gettext("Saved: %(value)s. Leave blank to keep it.")
        ten = gettext("Ten digits, with or without spaces and hyphens.")
        self.fields["npi"].help_text = (
            kept % {"value": identity.masked_npi} if identity.npi else ten
        )
        if identity.birth_day:
            self.fields["birth_month"].help_text = kept % {"value": "•• ••"}
        for field, value in (("erase_npi", identity.npi), ("erase_birth_day", identity.birth_day)):
            if not value:
                del self.fields[field]

    def clean_npi(self) -> str:
        npi = tidy_npi(self.cleaned_data["npi"])
        if npi and not npi_is_valid(npi):
            raise ValidationError(
                _(
                    "This is not an NPI number. It has ten digits and begins with 1 or 2. Check it against your"
                    " record."
                )
            )
        return npi

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        month, day = typed.get("birth_month"), typed.get("birth_date")
        if bool(month) != bool(day):
            missing = "birth_date" if month else "birth_month"
            self.add_error(missing, _("Choose both month and day, or neither."))
        typed["birth_day"] = ""
        if month and day:
            try:
                typed["birth_day"] = birth_day(month=month, day=day)
            except ValueError:
                self.add_error(
                    "birth_date",
                    gettext("There is no %(month)s %(day)s.")
                    % {"month": MONTHS[month], "day": day},
                )
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
        label=_("State or territory"),
        choices=[("", _("Choose…")), *STATES],
        error_messages={"required": _("Choose the state that issued it.")},
    )
    number = forms.CharField(
        label=_("License number"),
        max_length=40,
        help_text=_("As on the license, with any leading zeros. We show only its last characters."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the number as it is on the license.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Not sure")), *LICENCE_KINDS],
    )

    def clean_number(self) -> str:
        number = tidy_licence(self.cleaned_data["number"])
        if not any(map(str.isdigit, number)):
            raise ValidationError(_("A license number has digits. Check it against the license."))
        return number


class BoardIdForm(forms.Form):
    """The learner's ID at one certifying board."""

    asks_again: ClassVar = {"number"}
    board = forms.ModelChoiceField(
        label=_("Board"),
        queryset=CertifyingBoard.objects.filter(enabled=True),
        empty_label=_("Choose…"),
    )
    number = forms.CharField(
        label=_("Board ID"),
        max_length=40,
        required=False,
        help_text=_("Leave blank to delete the saved ID for this board."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        return tidy_licence(self.cleaned_data["number"])


class ConsentForm(forms.Form):
    """Agreement to a consent text, and which text was shown."""

    text = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this and agree"),
        error_messages={"required": _("Check the box to agree. Without it, nothing is reported.")},
    )
