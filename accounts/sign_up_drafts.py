"""What was typed at a sign-up: it stays in that browser's session until the code is typed there.

The account has no name before. Whoever signs up with somebody's address names nobody.
"""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

_SESSION_KEY = "accounts.sign_up"


def keep_draft(request: HttpRequest, typed: dict[str, Any], *, account: int | None) -> None:
    """Keep what the form's `typed` says, for this account; None if the sign-up made or found none to finish."""
    request.session[_SESSION_KEY] = {
        "full_name": typed["full_name"],
        "credentials": typed["credentials"],
        "email": typed["email"],
        "profession": typed["profession"].pk,
        "degree": typed["degree"],
        "shared": typed["shared"],
        "account": account,
        "at": time.time(),
    }


def draft_of(request: HttpRequest) -> dict[str, Any]:
    """Return what was kept, with the fields of the form; {} if there is nothing.

    Kept only as long as the step it belongs to: the next person at this computer may be someone else.
    """
    draft: dict[str, Any] = request.session.get(_SESSION_KEY, {})
    return draft if time.time() - draft.get("at", 0) <= settings.ACCOUNT_LOGIN_TIMEOUT else {}


def renew_draft(request: HttpRequest) -> None:
    """Keep the draft as long as the new code that was just sent for it."""
    if draft := draft_of(request):
        request.session[_SESSION_KEY] = draft | {"at": time.time()}


def drop_draft(request: HttpRequest) -> dict[str, Any]:
    """Forget the draft, and return what `draft_of` would have."""
    draft = draft_of(request)
    request.session.pop(_SESSION_KEY, None)
    return draft
