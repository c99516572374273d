"""Staff in tests: signed in with a second factor, and with a role at a provider."""

from typing import Any

from django.http import HttpRequest
from django.test import Client

from accounts.allauth_internals import record_authentication
from accounts.models import User
from providers.models import Membership, Provider
from tests.second_factors import add_codes


def prove(client: Client) -> Client:
    """Note in the client's session that its user proved a second factor just now, and saw the codes."""
    request = HttpRequest()
    request.session = client.session
    request.user = User.objects.get(pk=request.session["_auth_user_id"])
    add_codes(request.user)
    record_authentication(request, "mfa", type="webauthn", reauthenticated=True)
    request.session.save()
    return client


def sign_in(user: User) -> Client:
    """Return a client of `user` that proved a second factor."""
    client = Client()
    client.force_login(user)
    return prove(client)


def make_staff(role: str, *providers: Provider, **fields: Any) -> User:
    """Return a member of staff with `role` at each provider."""
    number = User.objects.count()
    user = User.objects.create_user(
        fields.pop("email", f"{role}-{number}@staff.example"),
        full_name=fields.pop("full_name", f"{role.title()} {number}"),
        is_staff=True,
        **fields,
    )
    for provider in providers:
        Membership.objects.create(provider=provider, user=user, role=role)
    return user


def client_of(role: str, *providers: Provider, **fields: Any) -> Client:
    """Return a client of a new member of staff with `role` at each provider."""
    return sign_in(make_staff(role, *providers, **fields))
