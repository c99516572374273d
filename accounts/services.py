"""What can be done with an account, apart from signing in."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import mail
from accounts.models import Mail, User


class CannotDelete(Exception):
    """Why an account stays. `code` is stable; the message is for its owner."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def queue_mail(*, user: User, kind: str, template: str, context: dict[str, Any]) -> Mail:
    """Send `user` a mail once this transaction has been committed; see `accounts.mail.queue_mail`."""
    return mail.queue_mail(user=user, kind=kind, template=template, context=context)


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """Create a superuser whose address counts as verified, so that they can sign in at once."""
    user = User.objects.create_superuser(email, password, full_name="Administrator")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def discard_unverified(*, user_id: int) -> None:
    """Forget a sign-up that nobody finished. An account that was ever used stays."""
    User.objects.filter(pk=user_id, last_login__isnull=True, is_staff=False).exclude(
        emailaddress__verified=True
    ).delete()


def set_credentials(*, user: User, credentials: str) -> None:
    """Keep credentials as a certificate prints them (checked by `accounts.names`)."""
    User.objects.filter(pk=user.pk).update(credentials=credentials)
    user.credentials = credentials


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Erase a person and what they did here; their issued certificates stay, without an owner.

    Certificates are kept for six years and 30 days and can still be verified (ACCME, AMA). Raises
    `CannotDelete("staff", …)` for staff, whose traces in the audit trail must keep a name.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_staff:
        raise CannotDelete(
            "staff",
            "Staff accounts cannot delete themselves. Ask another administrator to take your "
            "staff rights away first.",
        )
    Mail.objects.filter(user=user).delete()
    user.delete()
