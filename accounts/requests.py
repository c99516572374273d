"""Requests of people who are signed in, as views get them behind their guards, and what they are told."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.errors import Refused
from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: `user` has an account."""

    user: User


class StaffRequest(SignedInRequest):
    """A request behind `staff_page`: `user` has a right somewhere, and proved a second factor."""


def acting_user(request: HttpRequest) -> User:
    """Return who is signed in, where a library calls us with any request. Raises `PermissionDenied`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class _Told:
    """Ends its block at a refusal, and tells it."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, Refused):
            self._tell(error.message)
        return isinstance(error, Refused)


def refusals_as_messages(request: HttpRequest) -> _Told:
    """Let a refusal end the block, and stand as a message on the page that follows."""
    return _Told(partial(messages.error, request))


def refusals_at(form: BaseForm, field: str | None = None) -> _Told:
    """Let a refusal end the block, and stand at a field of the form, or over it."""
    return _Told(partial(form.add_error, field))
