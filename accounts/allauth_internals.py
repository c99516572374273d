"""The undocumented parts of django-allauth that we use; no other module imports them.

Read in django-allauth 65.21.1. Any release may change them: when upgrading, check again what is imported
here and what the docstrings rely on, then update the number above.
"""

import time
from collections.abc import Iterator
from typing import Any

from allauth.account.internal.flows import login as login_flows
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from allauth.account.internal.stagekit import (
    LOGIN_SESSION_KEY,
    clear_login,
    stash_login,
    unstash_login,
)
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
    "ReturnsToPage",
    "abandon_login",
    "code_of",
    "consume",
    "date_newest_code",
    "finish_confirmed",
    "forget_codes",
    "forget_mails_counted",
    "get_ip",
    "keep_passkey",
    "make_recovery_codes",
    "record_authentication",
    "send_again",
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


def forget_codes(request: HttpRequest) -> None:
    """Forget the codes for an address and for a new password that wait here: whoever signed in otherwise no
    longer needs them, and they may be somebody else's.
    """
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    request.session.pop(PASSWORD_RESET_VERIFICATION_SESSION_KEY, None)


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


def code_of(request: HttpRequest, flow: str) -> dict[str, Any]:
    """Return what the session holds of the code for "login", "address" or "reset"; {} if there is none.

    Also of one that is too old. Relies on its `email`, and on `at`, in seconds: from then on it is valid.
    """
    return dict(_codes(request)).get(flow, {})


def date_newest_code(request: HttpRequest, at: float) -> None:
    """Make the code that this request put in the session one of `at`: the time that its mail names."""
    if found := [code for _, code in _codes(request)]:
        max(found, key=lambda code: code["at"])["at"] = at
        request.session.modified = True


def _codes(request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    session = request.session
    stages = (session.get(LOGIN_SESSION_KEY) or {}).get("state", {}).get("stages", {})
    kept = {
        "login": stages.get("login_by_code", {}).get("data"),
        "address": session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY),
        "reset": session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY),
    }
    return ((flow, code) for flow, code in kept.items() if code)


def send_again(view: Any) -> Any:
    """Make a page for codes, asked to send another, do so for addresses without an account, too.

    allauth sends them none the second time: in the time it takes, and in whether it works, an address
    without an account would differ. Relies on `resend` calling `send(skip_enumeration_mails=True)`. The
    new code has 15 minutes of its own, and its sign-in 25: relies on `at` and `initiated_at`.
    """
    process = view._process
    send, before = process.send, dict(process.state)
    process.send = lambda **_: send()
    process.state["at"] = time.time()
    if view.stage:
        view.stage.login.initiated_at = time.time()
    try:
        response = view._resend_form_valid(None)
    except Exception:
        # Nothing was mailed, so the former code still counts; this is the session's own dict.
        process.state.clear()
        process.state.update(before)
        raise
    if view.stage:
        stash_login(view.request, view.stage.login)
    return response


def finish_confirmed(view: Any) -> Any:
    """Go on with a sign-up whose address was confirmed in another browser meanwhile; None if it was not.

    Its own code was right, too, and allauth would abort. Relies on `email_address` being the account's.
    """
    if not view.stage or not view._process.email_address.verified:
        return None
    view.request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    return view.stage.exit()


class ReturnsToPage:
    """Makes the sign-in page lead on to the next step of a sign-in that waits, the sign-up page to that of a sign-up.

    What is typed there is taken all the same, and whoever comes from the other page, as by the link in a mail,
    sees the form; what waits goes on waiting. The next step leads to the page that was asked for last. Relies
    on `RedirectAuthenticatedUserMixin` asking `_redirect_to_pending_stage` for the response, or for None to
    show its own form, and on each step finding the login in the session.
    """

    signs_up = False

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> Any:
        if request.method == "POST" or stage.login.signup != self.signs_up:
            return None
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
