"""Forms to ask for an exception, to decide on one, and to withdraw one."""

from typing import Any

from django import forms

from courses.forms.credit_names import NamesCreditInFull
from progress.models import CreditException

Kind = CreditException.Kind
HELP = {
    Kind.TRANSCRIPT: "For learners who cannot play the video: they read the transcript and attest to it.",
    Kind.WATCHING: "The learner continues to the post-test without the rest of the video.",
    Kind.ATTEMPT: "For learners who have used all attempts.",
}


class ExceptionForm(NamesCreditInFull, forms.Form):
    """Which exception, why, and until when it can be used."""

    kind = forms.ChoiceField(
        label="What is requested",
        widget=forms.RadioSelect,
        choices=[(kind, f"{kind.label}. {HELP[kind]}") for kind in HELP],
        error_messages={"required": "Choose what is requested."},
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
        help_text="The last day to claim credit with it. Leave blank for as long as the course runs."
        " One more attempt does not expire.",
    )


class DecisionForm(NamesCreditInFull, forms.Form):
    """Approve or decline, with an answer."""

    answer = forms.CharField(
        label="Answer",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Required when you decline. A learner who asked for it gets it by email.",
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
