"""Second factors and their proofs in tests: no other test names what allauth keeps to itself."""

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as PROOFS
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import User

__all__ = ["PROOFS", "add_app", "add_codes", "age_proofs", "forget_proofs"]


def add_app(user: User) -> str:
    """Set up an authenticator app; return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def add_codes(user: User, *, seen: bool = True) -> None:
    """Make recovery codes where there are none, and show them."""
    codes = RecoveryCodes.activate(user)
    if seen:
        codes.mark_as_viewed()


def age_proofs(client: Client, *, seconds: int = 3600) -> None:
    """Let every proof in the client's session be so much older."""
    session = client.session
    for proof in session[PROOFS]:
        proof["at"] -= seconds
    session.save()


def forget_proofs(client: Client) -> None:
    """Let the client's session be one in which no factor was proven."""
    session = client.session
    session[PROOFS] = []
    session.save()
