"""Learners. Who signs in to work for a provider comes from tests/staff_members.py."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import Profession, User

_numbers = count(1)


def make_user(
    *,
    email: str = "",
    full_name: str = "Learner One",
    profession: str = "physician-md",
    verified: bool = False,
    **fields: Any,
) -> User:
    """Return a learner with a profession (its code; "" for none yet) and no password.

    `verified`: the address was confirmed, so that codes to sign in are mailed to it.
    """
    user = User.objects.create_user(
        email or f"learner-{next(_numbers)}@example.org",
        full_name=full_name,
        profession=Profession.objects.get(code=profession) if profession else None,
        **fields,
    )
    if verified:
        confirm_address(user)
    return user


def confirm_address(user: User) -> None:
    """Make sure that the account has a verified address: a claim needs one."""
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def make_unconfirmed(email: str) -> User:
    """Return the account of a sign-up whose code was never typed."""
    user = make_user(email=email, full_name="", profession="")
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user
