"""Fields that several apps' forms share: lists with one entry to a line, dates, what a series shows."""

from typing import Any

from django import forms

from courses.models import Series
from courses.pasted_lists import without_markers


class LinesField(forms.CharField):
    """A list of texts, one to a line; the markers of a pasted list are taken off."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return without_markers((super().to_python(value) or "").splitlines())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


def lines(
    label: str | None = None, help_text: str = "One per line.", *, rows: int = 4
) -> LinesField:
    """Return a field for a list that may be empty."""
    widget = forms.Textarea(attrs={"rows": rows})
    return LinesField(label=label, required=False, help_text=help_text, widget=widget)


def day(label: str, help_text: str) -> forms.DateField:
    """Return a field for an optional date."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


def required_day(label: str, help_text: str) -> forms.DateField:
    """Return a field for a required date."""
    field = day(label, help_text)
    field.required = True
    return field


def choices_of_a_series(label: str) -> forms.MultipleChoiceField:
    """Return a field for what a new series chooses for its subject: names of `Series.CHOSEN`."""
    fields = forms.fields_for_model(Series, Series.CHOSEN)
    return forms.MultipleChoiceField(
        label=label,
        choices=[(name, field.label) for name, field in fields.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For subjects such as violence or abuse, where someone who watches may be at risk."
        " It can be changed later, under Series in the tables; a series that exists keeps what it has.",
    )
