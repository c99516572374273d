"""Whether someone proved a second factor: a passkey, an authenticator app, or a recovery code of it.

Learners are free to have one (docs/decisions/0005); for staff it opens the admin, and what cannot be
undone asks for it again.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

FRESH_SECONDS = 5 * 60
"""How long a proof counts for acts that ask for it again: revoking, exporting, merging."""


def has_passkey(user: Any) -> bool:
    """Say whether `user` has a passkey."""
    return bool(Authenticator.objects.filter(user=user, type="webauthn").exists())


def has_app(user: Any) -> bool:
    """Say whether `user` has set up an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type="totp").exists())


def is_proven(request: HttpRequest) -> bool:
    """Say whether this session was opened, or confirmed since, by a second factor."""
    return bool(_proofs(request))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the last proof is younger than `FRESH_SECONDS`."""
    return any(time.time() - proof["at"] < FRESH_SECONDS for proof in _proofs(request))


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    records = get_authentication_records(request, request.user)
    return [record for record in records if record["method"] == "mfa"]
