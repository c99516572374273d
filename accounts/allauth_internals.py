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
from allauth.core.internal.ratelimit import consume, get_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.http import HttpRequest

__all__ = [
    "SECOND_FACTOR_STAGE",
    "AuthenticateStage",
    "ReturnsToPage",
    "abandon_login",
    "consume",
    "get_ip",
    "keep_passkey",
    "make_recovery_codes",
    "record_authentication",
    "session_proofs",
]

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
