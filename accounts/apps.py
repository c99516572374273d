"""The accounts app, and allauth's list of sessions without network addresses."""

from typing import Any

from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.http import HttpRequest


class AccountsConfig(AppConfig):
    """Who somebody is: identity, sign-in, factors, profile, mail and audit."""

    name = "accounts"
    default = True


class SessionListConfig(UserSessionsConfig):  # type: ignore[misc]
    """allauth's sessions, noted by us: its own receivers store the network address."""

    default = False

    def ready(self) -> None:
        from allauth.account import signals

        signals.user_logged_in.connect(_signed_in)
        signals.password_set.connect(_changed_password)
        signals.password_changed.connect(_changed_password)
        signals.password_reset.connect(_reset_password)


def _signed_in(request: HttpRequest, **_: Any) -> None:
    from accounts.sessions import note_session

    note_session(request)


def _changed_password(request: HttpRequest, user: Any, **_: Any) -> None:
    """End the other sessions: they could go no further, and must not stay on the list."""
    from accounts.services import end_sessions

    end_sessions(user_id=user.pk, but=request.session.session_key)
    _signed_in(request)


def _reset_password(request: HttpRequest, user: Any, **_: Any) -> None:
    from accounts.services import end_sessions

    end_sessions(user_id=user.pk)
