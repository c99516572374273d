"""How allauth does things here: its mail, its new users, its steps and its secrets."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts import mail
from accounts.fields import decrypt, encrypt
from accounts.models import User

DRAFT_SESSION_KEY = "accounts.sign_up"
SIGNED_IN_SESSION_KEY = "accounts.signed_in_at"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account flows with our mail, our user and our order of steps."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "This is not the code we sent. Please compare it with the newest mail.",
        "email_password_mismatch": "E-mail address and password do not go together.",
        "too_many_login_attempts": "Too many tries. Please wait a few minutes and try again.",
        "rate_limited": "Too many tries. Please wait a minute and try again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once and record it: these are codes and warnings, which are never stored."""
        user = User.objects.filter(emailaddress__email=email).first()
        message = mail.compose(template_prefix, recipient=email, context=context, user=user)
        mail.send_now(template_prefix.rpartition("/")[2].replace("_", "-"), user, message)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.full_name = form.cleaned_data["full_name"]
        user.profession = form.cleaned_data["profession"]
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session.pop(DRAFT_SESSION_KEY, None)
        request.session[SIGNED_IN_SESSION_KEY] = time.time()

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Add a code by e-mail: a password or a passkey may be out of reach, a mailbox is not."""
        names = {"mfa_reauthenticate:webauthn": "Use a passkey"}
        methods = [
            method | {"description": names.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        url = reverse("accounts:confirm")
        return [*methods, {"id": "code", "description": "Use a code by e-mail", "url": url}]


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        return "My passkey"


def display_name(user: User) -> str:
    """Return how allauth's pages and a passkey's prompt call this person."""
    return user.full_name or user.email
