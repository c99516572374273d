"""The question for the degree in medicine, on every form where a profession is chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Degree

_NO_DEGREE = _(
    "Choose your degree, or “None yet”. Residents and fellows count as physicians only if they have one."
)


class AsksDegree(forms.Form):
    """Asks for the degree in medicine where the profession does not tell it; nobody else sees the question.

    For a form with `profession`. The field appears with the answer to the first sending: it needs no script.
    """

    degree = forms.ChoiceField(
        label=_("Medical degree"),
        required=False,
        choices=[("", _("Choose…")), *Degree.choices],
        help_text=_("Some credit is only for physicians."),
        error_messages={"invalid_choice": _NO_DEGREE},
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        profession = cleaned.get("profession")
        if profession is not None and profession.asks_degree:
            self.show_degree()
            if not cleaned.get("degree") and "degree" not in self.errors:
                self.add_error("degree", forms.ValidationError(_NO_DEGREE, code="required"))
        elif profession is not None:
            cleaned["degree"] = ""
            self.errors.pop("degree", None)
        return cleaned

    def show_degree(self) -> None:
        """Let the page show the question."""
        self.fields["degree"].widget = forms.Select(choices=[("", _("Choose…")), *Degree.choices])
