"""The form for choosing what to export."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from courses.models import Course, CreditType
from providers.models import Provider
from reporting.models import ExportLayout
from reporting.services.planning import ExportSelection


class SelectionForm(forms.Form):
    """Whose credit to export, with which layout, and optionally which part of it."""

    provider = forms.ModelChoiceField(queryset=Provider.objects.none(), empty_label=None)
    layout = forms.ModelChoiceField(
        queryset=ExportLayout.objects.filter(active=True, destination__active=True),
        empty_label="Choose…",
        error_messages={"required": "Choose where it goes and in which layout."},
    )
    courses = forms.ModelMultipleChoiceField(
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unchecked to include every course of the provider.",
    )
    completed_from = forms.DateField(
        label="Completed from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Leave both blank to include everything not reported yet.",
    )
    completed_to = forms.DateField(
        label="Completed until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    credit_types = forms.ModelMultipleChoiceField(
        queryset=CreditType.objects.filter(enabled=True),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unchecked to include every type that the layout reports.",
    )

    def __init__(self, *args: Any, providers: "QuerySet[Provider]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["provider"].queryset = providers
        courses = Course.objects.filter(series__provider__in=providers, is_sample=False)
        fields["courses"].queryset = courses.select_related("series__provider")
        if len(providers) > 1:
            fields["courses"].label_from_instance = lambda each: (
                f"{each.title} ({each.series.provider})"
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("completed_from"), typed.get("completed_to")
        if first and last and first > last:
            self.add_error("completed_to", "The last day is before the first.")
        provider = typed.get("provider")
        others = [each for each in typed.get("courses", ()) if each.series.provider != provider]
        if provider and others:
            raise ValidationError(f"“{others[0]}” is not a course of {provider}. Uncheck it.")
        return typed

    def selection(self) -> ExportSelection:
        """Return what was chosen, once the form is valid."""
        typed = self.cleaned_data
        return ExportSelection(
            provider=typed["provider"],
            layout=typed["layout"],
            courses=list(typed["courses"]),
            completed_from=typed["completed_from"],
            completed_to=typed["completed_to"],
            credit_types=[each.code for each in typed["credit_types"]],
        )
