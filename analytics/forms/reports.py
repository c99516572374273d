"""Which dates a report covers, and whether a comment is shown."""

from typing import Any

from django import forms

from analytics.models import Comment


class DatesForm(forms.Form):
    """First and last day, both inclusive and both optional."""

    use_required_attribute = False

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This day is before the first. Choose a later one.")
        return cleaned


class MonthsForm(DatesForm):
    """The same for monthly figures: a date selects its whole month."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.fields["since"].label = "From the month of"
        self.fields["until"].label = "To the month of"


class VerdictForm(forms.Form):
    """Whether a comment is shown in the report."""

    comment = forms.UUIDField()
    verdict = forms.ChoiceField(choices=[(each, each) for each in Comment.Verdict.values if each])
