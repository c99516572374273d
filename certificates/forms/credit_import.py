"""Upload of a former system's records by staff."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_fields import model_choice_field
from providers.models import Provider


class UploadForm(forms.Form):
    """Which provider's records, and the file."""

    provider = forms.ModelChoiceField(queryset=Provider.objects.none())
    file = forms.FileField(
        label="File (CSV)",
        allow_empty_file=True,
        help_text="It is looked through first. Nothing is imported before you have seen the result.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, providers: "QuerySet[Provider]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = model_choice_field(self, "provider")
        field.queryset = providers
        if len(providers) == 1:
            field.initial = providers[0]
