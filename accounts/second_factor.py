"""Whether someone proved a second factor: a passkey, an authenticator app, or a recovery code.

It is optional for learners (docs/decisions/0005). Staff need one to open the admin, and must prove it
again before anything that cannot be undone.
"""

import math
import time
from typing import Any, TypeGuard

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.allauth_internals import record_authentication, session_proofs
from accounts.requests import StaffRequest

_SEEN = "portal.has_seen_codes"


def has_passkey(user: Any) -> bool:
    """Say whether `user` has a passkey."""
    return bool(Authenticator.objects.filter(user=user, type="webauthn").exists())


def has_app(user: Any) -> bool:
    """Say whether `user` has set up an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type="totp").exists())


def has_factor(user: Any) -> bool:
    """Say whether `user` has a second factor of either kind."""
    return bool(Authenticator.objects.filter(user=user, type__in=("webauthn", "totp")).exists())


def has_codes(user: Any) -> bool:
    """Say whether `user` has recovery codes."""
    return bool(_codes_of(user).exists())


def has_seen_codes(user: Any) -> bool:
    """Say whether `user` has recovery codes and was shown them: codes that nobody saw are no use."""
    return bool(_codes_of(user).filter(data__viewed_at__gt=0).exists())


def opens_staff_pages(request: HttpRequest) -> TypeGuard[StaffRequest]:
    """Say whether this session may open the staff pages: a factor proven in it, recovery codes seen."""
    if not is_proven(request):
        return False
    # One query per request: the menu, the admin and the page all ask.
    known = request.META.get(_SEEN)
    if known is None:
        known = request.META[_SEEN] = has_seen_codes(request.user)
    return bool(known)


def record_proof(request: HttpRequest, authenticator: Authenticator) -> None:
    """Count setting up a factor as its first proof: the device has just answered."""
    record_authentication(
        request, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


def proves_by_factor_alone(user: Any) -> bool:
    """Say whether only a second factor proves this person's identity: true of staff who have one.

    A code by email must not be enough to add another factor to a staff account: anyone with access to
    the mailbox could add one and pass as its owner.
    """
    return bool(user.is_staff) and has_factor(user)


def is_proven(request: HttpRequest) -> bool:
    """Say whether this session was opened, or confirmed since, with a second factor."""
    return bool(_proofs(request))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the last proof is recent enough for revoking, exporting, merging.

    As long as any proof of identity counts: nobody is asked twice within that time in one browser.
    """
    return _fresh_seconds(request) > 0


def fresh_minutes(request: HttpRequest) -> int:
    """Return for how many more minutes `is_fresh` holds, rounded up; 0 if it does not."""
    return math.ceil(max(_fresh_seconds(request), 0) / 60)


def _fresh_seconds(request: HttpRequest) -> float:
    latest = max((proof["at"] for proof in _proofs(request)), default=0)
    left: float = latest + settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - time.time()
    return left


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    return [proof for proof in session_proofs(request) if proof["method"] == "mfa"]


def _codes_of(user: Any) -> Any:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
