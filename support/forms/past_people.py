"""The form for a person known only from credit of a former system."""

from accounts.mailboxes import AddressField
from support.forms.learners import ReasonForm


class AddressForm(ReasonForm):
    """The address under which a person's credit is recorded from now on."""

    email = AddressField(
        label="Correct email address",
        error_messages={"required": "Enter the address that the person told you."},
    )
    field_order = ("email", "reason")
