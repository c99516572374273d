"""Forms to find a learner, and to do something for one."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_fields import choice_field, model_choice_field
from accounts.forms import NameField
from accounts.models import User
from accounts.names import check_credentials
from certificates.models import Certificate
from courses.forms.credit_names import NamesCreditInFull
from providers.timeline import KINDS

REASON_LENGTH = 300


class SearchForm(forms.Form):
    """Whom to find. Sent by POST: a licence number does not belong in a URL or a log."""

    text = forms.CharField(
        label="Name, email address, license number, or verification code",
        max_length=200,
        help_text="The beginnings of names and addresses are enough; license and code must be complete.",
        error_messages={"required": "Enter what the person told you."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FilterForm(forms.Form):
    """Which part of a timeline is shown."""

    kind = forms.ChoiceField(
        label="What", choices=[("", "Everything"), *KINDS.items()], required=False
    )
    course = forms.TypedChoiceField(label="Course", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, courses: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "course").choices = [("", "All courses"), *courses]


class ReasonForm(NamesCreditInFull, forms.Form):
    """Why staff change somebody's record, for the audit trail."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the audit trail. No health information, please.",
        error_messages={"required": "Say why: it stays in the record."},
    )


class NameForm(ReasonForm):
    """The corrected name, for the account and for the certificates that are ticked."""

    full_name = NameField()
    credentials = forms.CharField(
        required=False, help_text="For example “MD, MPH” or “RN”. Printed after the name."
    )
    certificates = forms.ModelMultipleChoiceField(
        label="Reissue with this name",
        queryset=Certificate.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each is replaced by a new certificate with the same dates; the old code shows that.",
    )
    field_order = ("full_name", "credentials", "certificates", "reason")

    def __init__(
        self, data: Any = None, *, learner: User, certificates: QuerySet[Certificate]
    ) -> None:
        known = {"full_name": learner.full_name, "credentials": learner.credentials}
        super().__init__(data, initial=known)
        self.fields["full_name"].help_text = "As on the license."
        model_choice_field(self, "certificates").queryset = certificates
        if not certificates:
            del self.fields["certificates"]

    def clean_credentials(self) -> str:
        return check_credentials(self.cleaned_data["credentials"])
