"""The undocumented parts of django-allauth that we use; no other module imports them.

Read in django-allauth 65.21.1. Any release may change them: when upgrading, check again what is imported
here and what the docstrings rely on, then update the number above.
"""

from typing import Any

from allauth.account.internal.flows import login as login_flows
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import clear_login, stash_login, unstash_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import consume, get_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.core.cache import cache
from django.http import HttpRequest

__all__ = [
    "PROOFS_SESSION_KEY",
    "SECOND_FACTOR_STAGE",
    "AuthenticateStage",
    "ResendsToStrangers",
    "ReturnsToPage",
    "abandon_login",
    "consume",
    "forget_mails_counted",
    "get_ip",
    "keep_passkey",
    "make_recovery_codes",
    "record_authentication",
    "session_proofs",
]

PROOFS_SESSION_KEY = login_flows.AUTHENTICATION_METHODS_SESSION_KEY
"""Where a session keeps what `session_proofs` returns, as a list of dicts."""
SECOND_FACTOR_STAGE = f"{AuthenticateStage.__module__}.{AuthenticateStage.__qualname__}"
"""The name that the adapter's `get_login_stages` gives to the step that asks for a second factor.

`AuthenticateStage.handle` returns a response and whether to go on; `login.user` is the user signing in.
"""


def session_proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the proofs of identity given in this session, oldest first; [] if nobody is signed in.

    Relies on each having `method` ("password", "code", "mfa") and `at` (seconds, as from `time.time`).
    """
    proofs: list[dict[str, Any]] = login_flows.get_authentication_records(request, request.user)
    return proofs


def record_authentication(request: HttpRequest, method: str, **facts: Any) -> None:
    """Add a proof of identity, given just now, to those of the session.

    Relies on `reauthenticated`, which makes it count wherever allauth asks for reauthentication. A proof
    by a second factor ("mfa") has the `id` and the `type` of its authenticator.
    """
    login_flows.record_authentication(request, request.user, method, **facts)


def abandon_login(request: HttpRequest) -> Login | None:
    """Abandon the sign-in or sign-up that is waiting for its next step, and return it; None if there is none.

    Relies on its `signup`, `user` (None for an unknown address) and `redirect_url`, on an expired one
    counting as none, and on a sign-up's code being stored separately in the session.
    """
    login = unstash_login(request)
    clear_login(request)
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    return login


def forget_mails_counted(request: HttpRequest, email: str) -> None:
    """Count the codes for an address anew; what is counted by client or account stays.

    Relies on `consume` counting them under the lower-case address, below `get_cache_key`.
    """
    app = "allauth.account"
    for action in ("request_login_code", "confirm_email", "reset_password"):
        for rate in ratelimit.get_rates(app=app, action=action):
            if rate.per == "key":
                facts: Any = {"app": app, "action": action, "rate": rate, "key": email.lower()}
                cache.delete(ratelimit.get_cache_key(request, **facts))


class ResendsToStrangers:
    """Makes a page for codes send the mail again to addresses without an account, too.

    allauth sends them none the second time: in the time it takes, and now in whether it works, an address
    without an account would differ. Relies on `resend` calling `send(skip_enumeration_mails=True)`.
    """

    def form_valid(self, form: Any) -> Any:
        if self._action == "resend":  # type: ignore[attr-defined]
            process: Any = self._process  # type: ignore[attr-defined]
            send = process.send
            process.send = lambda **_: send()
        return super().form_valid(form)  # type: ignore[misc]


class ReturnsToPage:
    """Makes an allauth view take people who are halfway through signing in back to the page they came from.

    Relies on `RedirectAuthenticatedUserMixin` asking `_redirect_to_pending_stage` for the response, or
    for None to show its own form, and on each step finding the login in the session.
    """

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> Any:
        url = get_next_redirect_url(request)
        if url:
            stage.login.redirect_url = url
            stash_login(request, stage.login)
        response = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]
        if response is not None:
            response["Location"] = passthrough_next_redirect_url(request, response.url, "next")
        return response


def keep_passkey(request: HttpRequest, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Save the user's new passkey and show a message; make no recovery codes and send no mail.

    Relies on the sign-up flow: the flow for adding a passkey makes recovery codes for everyone.
    """
    return passkey_flows.signup_authenticator(
        request, user=request.user, name=name, credential=credential
    )


def make_recovery_codes(request: HttpRequest) -> None:
    """Make recovery codes for the user, not yet shown to anyone; do nothing if there are some already.

    Relies on `data["viewed_at"]` of their authenticator being set once they are shown.
    """
    auto_generate_recovery_codes(request)
