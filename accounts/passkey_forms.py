"""The forms of passkeys: signing in with one, and adding one."""

from typing import Any

from allauth.core import context
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import SharedComputerField, remember_until

_NO_PASSKEY = _(
    "This passkey did not sign you in: we don’t know it, or it came too late. Try again, or get a code by email."
)


class PasskeySignInForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey, and whether the computer it was used on is shared."""

    shared = SharedComputerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _NO_PASSKEY

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (forms.ValidationError, KeyError) as error:  # KeyError: a part of it is missing
            raise forms.ValidationError(_NO_PASSKEY, code="incorrect_code") from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            remember_until(context.request, shared=cleaned["shared"])
        return cleaned


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey. It always signs in by itself, so it must verify its owner (PIN, face or finger)."""

    # Only the page's script reads this checkbox; it is hidden from people.
    passwordless = forms.BooleanField(
        initial=True, widget=forms.CheckboxInput(attrs={"hidden": True})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("To tell it from others, such as “My phone”.")
