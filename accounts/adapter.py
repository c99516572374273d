"""Adapters that fit django-allauth to the portal: mail, new users, sign-in stages and stored secrets."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import kept_posts, mail
from accounts.allauth_internals import (
    SECOND_FACTOR_STAGE,
    forget_codes,
    forget_mails_counted,
    session_proofs,
)
from accounts.client_address import client_address
from accounts.days import clock_time, moment_words, portal_zone
from accounts.fields import decrypt, encrypt
from accounts.input import is_own_path
from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.second_factor import has_app, has_passkey, proves_by_factor_alone
from accounts.services import accounts_with, complete_sign_up
from accounts.sessions import SIGNED_IN_SESSION_KEY, device_of, device_words
from accounts.sign_up_drafts import drop_draft
from accounts.waiting_codes import forget_address

_NAMELESS = _(
    "Welcome. Enter your name as on your license, and your profession. Your certificates show your name; "
    "your profession decides which credit you can earn."
)
_log = logging.getLogger("accounts.sign_in")
_FAILURES = {
    "email_password_mismatch": "wrong password",
    "incorrect_password": "wrong password",
    "incorrect_code": "wrong code or passkey",
    "too_many_login_attempts": "too many tries",
}
# Instead of these the owner of a closed account reads that it is closed: pages and subjects tell nobody.
_WITHOUT_CODE = {"account/email/account_already_exists", "account/email/unknown_account"}


class LogsFailures:
    """Logs each failed sign-in or confirmation, by its kind alone: a line that operators can count.

    Neither email nor network address: who has an account here must not be read from a log. The limits
    (`portal/rate_limits.py`) act on addresses, a log need not.
    """

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in _FAILURES:
            _log.warning("Sign-in failed: %s", _FAILURES[code])
        error: ValidationError = super().validation_error(code, *args)  # type: ignore[misc]
        return error


class AccountAdapter(LogsFailures, DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account flows with the portal's mail, user model and sign-in stages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "That code doesn’t match. Use the email whose subject ends in the time above."
        ),
        # The same for every address: whether there is an account, or a password, is told to nobody.
        "email_password_mismatch": _(
            "Email and password don’t match. No password, or not sure? Leave it blank to get a code by email."
        ),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once and record it, to a new address as mail to who is signed in; a code is never stored.

        The mail names the time, and so does the page that waits for its code (`accounts.code_pages`).
        Raises `MailNotSent`; what did not go out does not count towards the limits of its address.
        """
        owners = accounts_with(email) or [*User.objects.filter(pk=self.request.user.pk)]
        user = owners[0] if owners else None
        if template_prefix in _WITHOUT_CODE and owners and not any(it.is_active for it in owners):
            template_prefix = "account/email/account_closed"
        now = timezone.now()
        context = context | {"mailed_at": clock_time(now, portal_zone())}
        message = mail.compose(template_prefix, recipient=email, context=context, user=user)
        try:
            mail.send_now(_kind(template_prefix), user, message)
        except mail.MailNotSent:
            forget_mails_counted(self.request, email)
            raise
        self.request.mailed_at = now.timestamp()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Leave it to the worker: nobody waits for the news that something was changed.

        It names the browser, and no network address: the job would keep that for a week.
        """
        now = timezone.now()
        browser = device_words(device_of(self.request.headers.get("User-Agent", "")))
        facts = {"when": moment_words(now, portal_zone()), "browser": browser}
        mail.queue_mail(
            user,
            _kind(template_prefix),
            template_prefix,
            facts | (context or {}),
            recipient=email or "",
            again=False,
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Show an address in the messages that allauth words as pages show it."""
        facts = message_context or {}
        shown = {key: shown_address(it) if isinstance(it, str) else it for key, it in facts.items()}
        super().add_message(request, level, message_template, shown, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that allauth's limits count, an IPv6 one by its /64."""
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Decide for allauth, and for every page of ours that reads `next`, whether it is followed."""
        return is_own_path(url)

    def login(self, request: HttpRequest, user: User) -> None:
        draft = drop_draft(request)
        if draft.get("account") == user.pk:
            # Several may have typed something for this address; it is theirs who read its mail. Nobody's
            # name was stored before: who first comes by the sign-in page is asked (`post_login`).
            complete_sign_up(
                user=user,
                full_name=draft["full_name"],
                credentials=draft["credentials"],
                profession_id=draft["profession"],
                degree=draft.get("degree", ""),
            )
        super().login(request, user)
        forget_codes(request)
        forget_address(request)
        request.session[SIGNED_IN_SESSION_KEY] = time.time()

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Ask whoever has no name yet for it, and then lead to where they were going."""
        response: HttpResponse = super().post_login(request, user, **facts)
        if user.full_name:
            return response
        messages.info(request, _NAMELESS)
        return redirect(reverse("accounts:profile", query={"next": response["Location"]}))

    def logout(self, request: HttpRequest) -> None:
        """Forget what this account has kept unsent; what another one has, waits for that."""
        others = kept_posts.sign_out_own(request)
        super().logout(request)
        kept_posts.take_along(request, others)

    def get_login_stages(self) -> list[str]:
        ours = {SECOND_FACTOR_STAGE: "accounts.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Accept any recent proof of identity: allauth alone would ask again moments after sign-in."""
        if super().is_reauthentication_required(app=app, **kwargs):
            demand_recent_proof(self.request)
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Also offer a code by email: a password or a passkey may be out of reach, a mailbox is not.

        Staff with a second factor are offered only that, a passkey first; who is not signed in, nothing.
        """
        if not user.is_authenticated:
            return []
        names = {
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
            "mfa_reauthenticate": gettext("Use your authenticator app, or a recovery code")
            if has_app(user)
            else gettext("Use a recovery code"),
        }
        methods = [
            method | {"description": names.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        if proves_by_factor_alone(user):
            factors = [method for method in methods if method["id"].startswith("mfa_")]
            return factors[::-1] if has_passkey(user) else factors
        url = reverse("accounts:confirm")
        return [*methods, {"id": "code", "description": gettext("Use a code by email"), "url": url}]


class MFAAdapter(LogsFailures, DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        return gettext("My passkey")


def demand_recent_proof(request: HttpRequest) -> None:
    """Make users whose last proof of identity is older than REAUTHENTICATION_TIMEOUT give a new one.

    allauth's own check lets through anyone with neither password nor passkey, which is most learners. A
    stranger at an unattended computer could add an address, a password or a passkey of their own.
    """
    proofs = session_proofs(request)
    signed_in_at = request.session.get(SIGNED_IN_SESSION_KEY, 0)
    if proves_by_factor_alone(request.user):
        proofs = [proof for proof in proofs if proof["method"] == "mfa"]
        signed_in_at = 0
    latest = max([signed_in_at, *(proof["at"] for proof in proofs)])
    if time.time() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        raise ReauthenticationRequired()


def _kind(template_prefix: str) -> str:
    return template_prefix.rpartition("/")[2].replace("_", "-")


def display_name(user: User) -> str:
    """Return the name that allauth's pages and passkey prompts show for this person."""
    return user.full_name or shown_address(user.email)
