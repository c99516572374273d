"""Forms to ask for an exception, to decide on one, and to withdraw one."""

from typing import Any

from django import forms

from courses.forms.credit_names import NamesCreditInFull
from progress.models import CreditException

Kind = CreditException.Kind
HELP = {
    Kind.TRANSCRIPT: "For who cannot play the video: they read the transcript and attest it.",
    Kind.WATCHING: "The learner goes on to the post-test without the rest of the video.",
    Kind.ATTEMPT: "For who has used all attempts.",
}


class ExceptionForm(NamesCreditInFull, forms.Form):
    """Which exception, why, and until when it can be used."""

    kind = forms.ChoiceField(
        label="What is asked for",
        widget=forms.RadioSelect,
        choices=[(kind, f"{kind.label}. {HELP[kind]}") for kind in HELP],
        error_messages={"required": "Choose what is asked for."},
    )
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the person who decides, and for the record. No health information, please.",
        error_messages={"required": "Say why it is needed."},
    )
    expires_on = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until when credit has to be claimed with it. Empty: as long as the course runs."
        " One more attempt does not run out.",
    )


class DecisionForm(NamesCreditInFull, forms.Form):
    """Approve or decline, with an answer."""

    answer = forms.CharField(
        label="Answer",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed when you decline. Who asked for it themselves reads it in a mail.",
    )

    @property
    def decision(self) -> str:
        """The value of the button that was pressed."""
        return str(self.data.get("decision", ""))

    def clean(self) -> dict[str, Any]:
        if self.decision not in {"approve", "decline"}:
            raise forms.ValidationError("Choose: approve or decline.")
        return self.cleaned_data


class WithdrawalForm(NamesCreditInFull, forms.Form):
    """Why an exception or a request is withdrawn."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: it stays in the record."},
    )
