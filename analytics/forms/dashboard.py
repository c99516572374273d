"""Whom a report covers: a period, and a profession, state or credit type."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.models import Profession
from accounts.us_states import STATES
from analytics.forms.reports import DatesForm
from analytics.services.cohorts import ReportFilter
from courses.models import CreditType

_PERIODS = [
    ("30", "Last 30 days"),
    ("90", "Last 90 days"),
    ("365", "Last 12 months"),
    ("all", "All time"),
    ("dates", "From … to …"),
]


class SelectionForm(DatesForm):
    """The filter of a report. Left empty, it selects everyone who started in the last twelve months."""

    period = forms.ChoiceField(choices=_PERIODS, required=False, label="Started in")
    profession = forms.ModelChoiceField(
        Profession.objects.all(), required=False, empty_label="All professions"
    )
    state = forms.ChoiceField(choices=[("", "All states"), *STATES], required=False)
    credit = forms.ModelChoiceField(
        CreditType.objects.all(),
        required=False,
        to_field_name="code",
        empty_label="All credit types",
        label="Credit type of the certificate",
    )

    field_order = ["period", "since", "until", "profession", "state", "credit"]

    def __init__(self, data: dict[str, Any]) -> None:
        # Always bound: a report needs a value for every field.
        super().__init__({"period": "365", **data})

    def selection(self, courses: Iterable[int], *, today: date) -> ReportFilter:
        """Return the filter, after `is_valid()`. Typed dates take precedence over a named period."""
        cleaned = self.cleaned_data
        since, until = cleaned["since"], cleaned["until"]
        if not since and not until and (cleaned["period"] or "365").isdigit():
            since = today - timedelta(days=int(cleaned["period"] or "365") - 1)
        profession = cleaned["profession"]
        return ReportFilter(
            tuple(courses), since, until, profession and profession.pk, cleaned["state"]
        )

    @property
    def credit_code(self) -> str:
        """The chosen credit type; "" for all."""
        credit = self.cleaned_data["credit"]
        return credit.code if credit else ""
