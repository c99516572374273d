"""Requests of people who are signed in, as views get them behind their guards."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

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
