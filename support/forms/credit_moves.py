"""The form to ask that a certificate be moved to a credit that only physicians earn."""

from collections.abc import Mapping

from django import forms

from accounts.form_fields import choice_field
from accounts.models import Degree
from certificates.forms import quarters_typed
from certificates.models import Certificate
from certificates.services.correction_offers import physicians_offers
from courses.forms.credit_names import NamesCreditInFull
from courses.services.statements import amount


class MoveForm(NamesCreditInFull, forms.Form):
    """Which credit and how much, which degree was proven, and how."""

    credit_type = forms.ChoiceField(label="Credit")
    amount = forms.DecimalField(max_digits=6, decimal_places=2)
    degree = forms.ChoiceField(
        label="Degree that was proven",
        choices=[("", "Choose…"), *((each.value, each.label) for each in Degree.medical())],
        error_messages={"required": "Choose the degree that was proven."},
    )
    proof = forms.CharField(
        max_length=500,
        label="Proof",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you were shown, and how you checked it: for the second person, and for the record.",
        error_messages={"required": "Say what proof of the degree you were shown."},
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, certificate: Certificate
    ) -> None:
        super().__init__(data, initial={"amount": amount(certificate.credit_quarters)})
        offers = physicians_offers(certificate)
        choice_field(self, "credit_type").choices = [
            (each.credit_type.code, str(each.credit_type)) for each in offers
        ]

    def clean_amount(self) -> int:
        """Return quarter credits."""
        return quarters_typed(self.cleaned_data["amount"])
