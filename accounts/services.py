"""What can be done with an account, apart from signing in."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import mail
from accounts.models import Mail, User


def queue_mail(*, user: User, kind: str, template: str, context: dict[str, Any]) -> Mail:
    """Send `user` a mail once this transaction has been committed; see `accounts.mail.queue_mail`."""
    return mail.queue_mail(user=user, kind=kind, template=template, context=context)


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """Create a superuser whose address counts as verified, so that they can sign in at once."""
    user = User.objects.create_superuser(email, password, full_name="Administrator")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
