"""Types of requests behind the views' guards, and how a refusal is shown to the user."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from accounts.errors import Refused
from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: `user` has an account."""

    user: User


class StaffRequest(SignedInRequest):
    """A request behind `staff_page`: `user` has some right and has proven a second factor."""


def acting_user(request: HttpRequest) -> User:
    """Return the signed-in user where a library passes us a plain request. Raises `PermissionDenied`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a POST carries, even if that is nothing; None for other methods: the form is unbound."""
    return request.POST if request.method == "POST" else None


class _Told:
    """Context manager that ends its block at a refusal and passes the message on."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, Refused):
            self._tell(error.message)
        return isinstance(error, Refused)


def refusals_as_messages(request: HttpRequest) -> _Told:
    """End the block at a refusal, and show it as a message on the next page."""
    return _Told(partial(messages.error, request))


def refusals_at(form: BaseForm, field: str | None = None) -> _Told:
    """End the block at a refusal, and show it at a field of the form, or above the form."""
    return _Told(partial(form.add_error, field))
