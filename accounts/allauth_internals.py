"""What we use of django-allauth beyond what it documents; no other module imports such names.

Read in django-allauth 65.21.1. It may change in any release: at an upgrade, read again what is imported
here and what the docstrings rely on, then write the new number above.
"""

from typing import Any

from allauth.account.internal.flows import login as login_flows
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import clear_login, stash_login, unstash_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
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
    "keep_passkey",
    "make_recovery_codes",
    "record_authentication",
    "session_proofs",
]

SECOND_FACTOR_STAGE = f"{AuthenticateStage.__module__}.{AuthenticateStage.__qualname__}"
"""How the adapter's `get_login_stages` names the step that asks for a second factor.

`AuthenticateStage.handle` returns a response and whether to go on; `login.user` is who signs in.
"""


def session_proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return how the user proved themselves in this session, oldest first; [] of nobody.

    Relies on each having `method` ("password", "code", "mfa") and `at` (seconds, as `time.time` counts).
    """
    proofs: list[dict[str, Any]] = login_flows.get_authentication_records(request, request.user)
    return proofs


def record_authentication(request: HttpRequest, method: str, **facts: Any) -> None:
    """Add a proof of the user, given just now, to those of the session.

    Relies on `reauthenticated`: with it a proof counts wherever allauth asks for one again. One by a
    second factor ("mfa") has the `id` and the `type` of its authenticator.
    """
    login_flows.record_authentication(request, request.user, method, **facts)


def abandon_login(request: HttpRequest) -> Login | None:
    """Forget the sign-in or sign-up that waits for its next step, and return it; None where none waits.

    Relies on its `signup`, `user` (None for an unknown address) and `redirect_url`, on one that is too
    old counting as none, and on a sign-up's code having a place of its own in the session.
    """
    login = unstash_login(request)
    clear_login(request)
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    return login


class ReturnsToPage:
    """Makes a view of allauth's send who is half signed in, and comes from another page, on to that page.

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
    """Keep the user's new passkey and tell the page; make no recovery codes and send no mail.

    Relies on the flow of signing up: the one of adding makes recovery codes for everyone.
    """
    return passkey_flows.signup_authenticator(
        request, user=request.user, name=name, credential=credential
    )


def make_recovery_codes(request: HttpRequest) -> None:
    """Make the user's recovery codes, which nobody has seen yet; change nothing where there are some.

    Relies on `data["viewed_at"]` of their authenticator being set once they are shown.
    """
    auto_generate_recovery_codes(request)
