"""Who acts: the signed-in person as the services want them."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def actor_of(request: HttpRequest) -> User:
    """Return who is signed in; the page's guard has seen to it that somebody is."""
    return cast(User, request.user)
