"""What a browser keeps while it waits for a code that was mailed, and what is left when it waits no longer."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.allauth_internals import code_of, date_newest_code
from accounts.days import clock_time, portal_zone

A_MINUTE = 60
"""Within it, a second press of the same button sends nothing new, in seconds."""
GONE = _(
    "That code no longer works here: 15 minutes have passed, it was used, or this browser has lost track of it. "
    "Nothing is lost: get a new code here."
)
_ADDRESS_SESSION_KEY = "accounts.address"
_SIGNED_ADDRESS = "sent_to"
_A_DAY = 24 * 60 * 60


def keep_address(request: HttpRequest, email: str) -> None:
    """Fill this address in where a code is asked for next; only as long as a sign-in may take."""
    request.session[_ADDRESS_SESSION_KEY] = {"email": email, "at": time.time()}


def forget_address(request: HttpRequest) -> None:
    """Fill in the address of `keep_address` no longer: the next person here may be someone else."""
    request.session.pop(_ADDRESS_SESSION_KEY, None)


def kept_address(request: HttpRequest) -> str:
    """Return the address to fill in: the one of `keep_address`, or of a sign-up that waits here; or ""."""
    kept = request.session.get(_ADDRESS_SESSION_KEY, {})
    fresh = time.time() - kept.get("at", 0) <= settings.ACCOUNT_LOGIN_TIMEOUT
    return str(kept["email"]) if fresh else str(waits_for_code(request, "address").get("email", ""))


def waits_for_code(request: HttpRequest, flow: str) -> dict[str, Any]:
    """Return what this browser keeps of a code that still counts, as `code_of` does."""
    code = code_of(request, flow)
    valid = time.time() - code.get("at", 0) <= settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT
    return code if valid else {}


def sign_address(email: str) -> str:
    """Return the address for a field of a form, so that the page outlives its session."""
    return signing.dumps(email, salt=_SIGNED_ADDRESS)


def signed_address(request: HttpRequest) -> str:
    """Return the address that the form was signed for within the last day; "" if there is none."""
    try:
        token = request.POST.get(_SIGNED_ADDRESS, "")
        return str(signing.loads(token, salt=_SIGNED_ADDRESS, max_age=_A_DAY))
    except signing.BadSignature:
        return ""


def begin_again(request: HttpRequest, page: str, address: str, why: object) -> HttpResponse:
    """Lead to the page that sends another code, with the reason, and the address filled in."""
    messages.warning(request, str(why))
    if address:
        keep_address(request, address)
    return redirect(passthrough_next_redirect_url(request, reverse(page), "next"))


def answer_lost_session(request: HttpRequest) -> HttpResponse | None:
    """Answer a code that a browser sent after it had lost its cookies; None for anything else without them.

    Only for what our own pages sent: the answer begins a session.
    """
    again = {
        reverse("account_email_verification_sent"): "account_login",
        reverse("account_confirm_login_code"): "account_login",
        reverse("account_confirm_password_reset_code"): "account_reset_password",
    }.get(request.path)
    address = signed_address(request)
    if not again or not address or request.user.is_authenticated:
        return None
    return begin_again(request, again, address, GONE)


def date_code(request: Any) -> None:
    """Give the code that this request mailed, if any, the time that its mail names (`AccountAdapter.send_mail`)."""
    if at := getattr(request, "mailed_at", None):
        date_newest_code(request, at)


def was_just_sent(at: float) -> bool:
    """Say whether a code was mailed less than a minute ago."""
    return time.time() - at < A_MINUTE


def clock(at: float) -> str:
    """Return the time that the mail of this moment names."""
    return clock_time(datetime.fromtimestamp(at, UTC), portal_zone())


def just_sent(at: float) -> str:
    """Return what to say to who presses “Send a new code” twice."""
    words = gettext("We sent a new code at %(time)s. It can take a minute to arrive.")
    return words % {"time": clock(at)}
