"""The sign-in steps that follow the first proof of identity."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from accounts.allauth_internals import AuthenticateStage


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ask for a second factor from those who set up an authenticator app.

    A passkey is another way in, not a second lock. Its owner may have it on a phone that is in a
    locker, and must still be able to sign in by code on the ward's computer.
    """

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is None or not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
