"""Forms to merge two accounts."""

from typing import Any

from django import forms

from accounts.mailboxes import AddressField, shown_address, sought_address
from accounts.models import User
from courses.forms.credit_names import NamesCreditInFull
from support.forms.learners import ReasonForm


class OtherAccountForm(NamesCreditInFull, forms.Form):
    """The account to merge into this one, by any of its email addresses."""

    email = AddressField(
        label="Email address of the other account",
        help_text="The complete address. Everything in that account moves to this one.",
        error_messages={"required": "Enter an address of the other account."},
    )


class MergeForm(ReasonForm):
    """The final confirmation before two accounts are merged."""

    other = forms.IntegerField(widget=forms.HiddenInput)
    confirmation = forms.CharField(
        label="Enter the email address of the account that will be closed",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the address: joining cannot be undone."},
    )
    field_order = ("other", "reason", "confirmation")

    def __init__(self, data: Any = None, *, merged: User) -> None:
        super().__init__(data, initial={"other": merged.pk})
        self.merged = merged
        self.fields["reason"].label = "How you know that both are the same person"

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if sought_address(typed) != sought_address(self.merged.email):
            shown = shown_address(self.merged.email)
            raise forms.ValidationError(f"This is not {shown}. Compare both accounts.")
        return typed
