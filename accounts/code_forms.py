"""The forms that take a code: from a mail, from an authenticator app, or one for recovery."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.codes import read_code, read_digits, why_no_code

_LETTERS = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class _AwaitedField(forms.BoundField):
    """It has the focus when its page opens, and says where the code is; with errors, their summary has the focus."""

    @property
    def aria_describedby(self) -> str:
        return f"code-sent {super().aria_describedby or ''}".strip()

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        return super().build_widget_attrs(attrs, widget) | {"autofocus": not self.form.errors}


class CodeField(forms.CharField):
    """A code from one of our mails, as it was mailed, out of whatever was pasted."""

    bound_field_class = _AwaitedField

    def __init__(self) -> None:
        super().__init__(
            label=_("Code"),
            error_messages={"required": _("Enter the code from our email.")},
            widget=forms.TextInput(attrs=_LETTERS),
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if (code := read_code(typed)) is None:
            raise forms.ValidationError(why_no_code(typed), code="no_code")
        return code


class DigitsField(forms.CharField):
    """The digits of an authenticator app, or a recovery code, out of whatever was pasted."""

    def __init__(self) -> None:
        super().__init__(label=_("Code"), widget=forms.TextInput(attrs=_DIGITS))

    def clean(self, value: Any) -> str:
        if (digits := read_digits(super().clean(value))) is None:
            words = _("An app’s code has 6 digits, a recovery code 8.")
            raise forms.ValidationError(words, code="no_code")
        return digits


class SignInCodeForm(account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that signs in, or confirms again who is signed in."""

    code = CodeField()


class AddressCodeForm(account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that confirms an address. `is_taken`: it was right, but another account has the address."""

    code = CodeField()
    is_taken = False

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except forms.ValidationError as error:
            self.is_taken = error.code == "email_taken"
            raise
        return code


class ResetCodeForm(account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that lets a new password be chosen."""

    code = CodeField()


class SecondFactorForm(factors.AuthenticateForm):  # type: ignore[misc]
    """The app's code, or a recovery code, after the first proof."""

    code = DigitsField()


class SecondFactorAgainForm(factors.ReauthenticateForm):  # type: ignore[misc]
    """The same, of somebody who is signed in."""

    code = DigitsField()


class ActivateAppForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    code = DigitsField()
