"""The pages at whose end a code is mailed: they say so when mail is not going out, and keep what was typed.

A page that has nothing typed in it (“Send a new code”) is answered by `accounts.middleware`.
"""

from typing import Any

from allauth.account.views import (
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    EmailView,
    PasswordResetView,
)
from django.http import HttpResponse

from accounts.allauth_internals import ResendsToStrangers
from accounts.mail import MailNotSent


class KeepsForm:
    """Shows the form again when its code could not be mailed, with the reason and status 503.

    Django saves no session with such a response: the next try begins where this one did. What it wrote
    elsewhere `take_back` takes back.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except MailNotSent as refusal:
            self.take_back()
            form.add_error(None, refusal.message)
            page: Any = self
            response = page.render_to_response(
                page.get_context_data(form=form), status=refusal.status
            )
        return response

    def take_back(self) -> None:
        """Undo what the page has written; most have written nothing yet."""


class ResetPasswordView(KeepsForm, PasswordResetView):  # type: ignore[misc]
    """Ask for a code to set a new password with."""


class AddressesView(KeepsForm, EmailView):  # type: ignore[misc]
    """One's addresses: add, confirm, choose, remove."""


class EnterLoginCodeView(ResendsToStrangers, ConfirmLoginCodeView):  # type: ignore[misc]
    """Enter the code that signs in, or ask for another."""


class EnterAddressCodeView(ResendsToStrangers, ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Enter the code that confirms an address, or ask for another."""
