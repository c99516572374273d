"""What can be done with an account, apart from signing in."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User

MAIL_KEPT = timedelta(days=392)
"""The shortest 13 months have 393 days, and the purge comes once a night."""
SIGN_UP_KEPT = timedelta(days=7)
"""How long a sign-up waits for its code, and the record of a mail to nobody's account stays."""


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """Create a superuser whose address counts as verified, so that they can sign in at once."""
    user = User.objects.create_superuser(email, password, full_name="Administrator")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def discard_unverified(*, user_id: int) -> None:
    """Forget a sign-up that nobody finished. An account that was ever used stays."""
    _unfinished().filter(pk=user_id).delete()


def purge_unfinished_sign_ups(*, now: datetime) -> int:
    """Forget sign-ups that nobody confirmed within `SIGN_UP_KEPT`; return how many.

    Accounts that staff made by hand have no address to confirm before their first sign-in: they stay.
    """
    over = _unfinished().filter(date_joined__lt=now - SIGN_UP_KEPT, emailaddress__isnull=False)
    return over.delete()[1].get(User._meta.label, 0)


def purge_mail(*, now: datetime) -> int:
    """Delete the records of mails older than `MAIL_KEPT`, or than a week without an account."""
    over = Q(queued_at__lt=now - MAIL_KEPT)
    to_nobody = Q(user__isnull=True, queued_at__lt=now - SIGN_UP_KEPT)
    return Mail.objects.filter(over | to_nobody).delete()[0]


def _unfinished() -> QuerySet[User]:
    never_used = User.objects.filter(last_login__isnull=True, is_staff=False)
    return never_used.exclude(emailaddress__verified=True)


def set_credentials(*, user: User, credentials: str) -> None:
    """Keep credentials as a certificate prints them (checked by `accounts.names`)."""
    User.objects.filter(pk=user.pk).update(credentials=credentials)
    user.credentials = credentials


def correct_name(*, user: User, name: str, credentials: str) -> None:
    """Keep a name and credentials that staff were shown proof of (checked by `accounts.names`)."""
    User.objects.filter(pk=user.pk).update(full_name=name, credentials=credentials)
    user.full_name, user.credentials = name, credentials


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Erase a person and what they did here; their issued certificates stay, without an owner.

    Certificates are kept for six years and 30 days and can still be verified (ACCME, AMA). Staff's
    log keeps who changed the account and when, and no longer whose it was. Raises
    `Refused("staff", …)` for staff, and `("was_staff", …)` for who once was and left traces in
    the log: what was done to other people's records must keep a name.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_staff:
        raise Refused(
            "staff",
            "Staff accounts cannot delete themselves. Ask another administrator to take your "
            "staff rights away first.",
        )
    if LogEntry.objects.filter(user=user).exists() or user.acts.exists():
        raise Refused(
            "was_staff",
            "You worked here as staff, and the log of what you did for others must keep your name. "
            "Please write to us, so that the rest can be erased.",
        )
    # An account that was joined to this one is the same person's.
    for person in [*User.objects.filter(merged_into__kept=user), user]:
        _erase(person)


def _erase(person: User) -> None:
    Mail.objects.filter(user=person).delete()
    _forget_in_staffs_log(person)
    end_sessions(user_id=person.pk)
    person.delete()


def _forget_in_staffs_log(user: User) -> None:
    """Take name and addresses out of the admin's log: it quotes them in every line."""
    kind = ContentType.objects.get_for_model(User)
    lines = LogEntry.objects.filter(content_type=kind, object_id=str(user.pk))
    lines.update(object_repr="Deleted account", change_message="")
    about = Q(learner=user) | Q(subject_type=User._meta.label, subject_id=str(user.pk))
    AuditEntry.objects.filter(about).exclude(subject_label="").update(subject_label="")


def empty_audit_labels(*, subjects: list[Any]) -> None:
    """Take the names out of the audit trail's and the admin's lines about these rows, all of one model."""
    if subjects:
        keys = [str(row.pk) for row in subjects]
        lines = AuditEntry.objects.filter(subject_type=subjects[0]._meta.label)
        lines.filter(subject_id__in=keys).exclude(subject_label="").update(subject_label="")
        kind = ContentType.objects.get_for_model(subjects[0])
        logged = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
        logged.update(object_repr="Deleted", change_message="")


def set_staff(*, user: User, is_staff: bool) -> None:
    """Open the staff pages to `user`, or close them; what they may do there are their roles."""
    User.objects.filter(pk=user.pk).update(is_staff=is_staff)
    user.is_staff = is_staff


@transaction.atomic
def remove_factors(*, user: User) -> int:
    """Remove every passkey, app and recovery code of `user`, end their sessions; return how many went."""
    end_sessions(user_id=user.pk)
    gone: int = Authenticator.objects.filter(user=user).delete()[0]
    return gone


def end_sessions(*, user_id: int) -> None:
    """Delete the account's sessions on every device: they hold the address that signed in."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user_id):
            session.delete()
