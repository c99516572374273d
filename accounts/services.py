"""What can be done with an account, apart from signing in."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.audit import BEGUN_AGAIN
from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User

MAIL_KEPT = timedelta(days=392)
"""At most 13 months: the shortest have 393 days, and the purge runs once a night."""
SIGN_UP_KEPT = timedelta(days=7)
"""How long a sign-up may stay unconfirmed, and how long the record of a mail to no account is kept."""


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """Create a superuser whose address counts as verified, so that they can sign in at once."""
    user = User.objects.create_superuser(email, password, full_name="Administrator")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def unconfirmed_account(email: str) -> User | None:
    """Return the account of a sign-up with this address that was never finished; None if there is none."""
    return _unfinished().filter(emailaddress__email=email, is_active=True).first()


def give_way(*, email: str) -> bool:
    """Delete the unfinished sign-up with an address that somebody else has proven; say whether there was one."""
    return bool(_unfinished().filter(email=email, is_active=True).delete()[0])


def accounts_with(address: str) -> list[User]:
    """Return the accounts with this address, in use, unused or closed; the one that has confirmed it first."""
    rows = EmailAddress.objects.filter(email=address).order_by("-verified", "pk")
    owners = [row.user for row in rows.select_related("user")]
    return list(dict.fromkeys([*owners, *User.objects.filter(email=address)]))


def complete_sign_up(
    *, user: User, full_name: str, credentials: str, profession_id: int, degree: str
) -> None:
    """Save what was typed at the sign-up whose code was entered; do nothing once the account was used.

    One used without a name, through the sign-in page, still takes it.
    """
    if user.last_login is None or not user.full_name:
        user.full_name, user.credentials = full_name, credentials
        user.profession_id, user.degree = profession_id, degree
        user.save(update_fields=["full_name", "credentials", "profession", "degree"])


def purge_unfinished_sign_ups(*, now: datetime) -> int:
    """Delete sign-ups that were not confirmed within `SIGN_UP_KEPT`; return how many.

    Accounts that staff made, or joined to another one, stay.
    """
    over = _unfinished().filter(date_joined__lt=now - SIGN_UP_KEPT)
    return over.delete()[1].get(User._meta.label, 0)


def purge_mail(*, now: datetime) -> int:
    """Delete records of mails older than `MAIL_KEPT`, or than a week if they belong to no account."""
    over = Q(queued_at__lt=now - MAIL_KEPT)
    to_nobody = Q(user__isnull=True, queued_at__lt=now - SIGN_UP_KEPT)
    return Mail.objects.filter(over | to_nobody).delete()[0]


def _unfinished() -> QuerySet[User]:
    never_used = User.objects.filter(last_login__isnull=True, is_staff=False)
    # A joined account holds records of the other one, which was used.
    alone = never_used.filter(merges__isnull=True).exclude(emailaddress__verified=True)
    # Only a sign-up makes an address the primary one before its code: `note_main_address` and allauth do not.
    return alone.filter(emailaddress__primary=True)


def note_main_address(*, user: User) -> None:
    """Give the main address of an account that staff made the row that a code confirms; idempotent."""
    EmailAddress.objects.get_or_create(user=user, email=user.email)


def set_credentials(*, user: User, credentials: str) -> None:
    """Save credentials as a certificate prints them (already checked by `accounts.names`)."""
    User.objects.filter(pk=user.pk).update(credentials=credentials)
    user.credentials = credentials


def correct_name(*, user: User, name: str, credentials: str) -> None:
    """Save a name and credentials that staff have seen proof of (already checked by `accounts.names`)."""
    User.objects.filter(pk=user.pk).update(full_name=name, credentials=credentials)
    user.full_name, user.credentials = name, credentials


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Erase a person and what they did here; their issued certificates stay, without an owner.

    Those, and earlier credit, are kept for six years and 30 days (ACCME, AMA). The staff log still says who
    changed the account, when and why, but no longer whose it was. Raises `Refused("staff", …)` for staff, and
    `("was_staff", …)` for who appears in the log as staff, with this account or one that was joined to it.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_staff:
        raise Refused(
            "staff",
            _(
                "Staff accounts cannot be deleted this way. Ask another administrator to remove your "
                "staff rights first."
            ),
        )
    people = [*User.objects.filter(merged_into__kept=user), user]
    worked = AuditEntry.objects.filter(actor__in=people).exclude(action=BEGUN_AGAIN)
    if worked.exists() or LogEntry.objects.filter(user__in=people).exists():
        raise Refused(
            "was_staff",
            _(
                "You worked here as staff, and the log of what you did for others must keep your name. "
                "Email us, and we will erase the rest."
            ),
        )
    for person in people:
        _erase(person)


def _erase(user: User) -> None:
    mails_of([user.pk]).delete()
    empty_audit_labels(subjects=[user])
    AuditEntry.objects.filter(learner=user).exclude(subject_label="").update(subject_label="")
    user.acts.filter(action=BEGUN_AGAIN).update(actor=None, learner=None, details={})
    end_sessions(user_id=user.pk)
    user.delete()


def mails_of(accounts: list[int]) -> QuerySet[Mail]:
    """Return the mails to these accounts, also those sent to an address before it was one of theirs."""
    own = EmailAddress.objects.filter(user__in=accounts, verified=True).values("email")
    return Mail.objects.filter(Q(user__in=accounts) | Q(user=None, recipient__in=own))


def empty_audit_labels(*, subjects: list[Any]) -> None:
    """Remove the names from the audit trail's and the admin log's lines about these rows, all of one model."""
    if subjects:
        keys = [str(row.pk) for row in subjects]
        lines = AuditEntry.objects.filter(subject_type=subjects[0]._meta.label)
        lines.filter(subject_id__in=keys).exclude(subject_label="").update(subject_label="")
        kind = ContentType.objects.get_for_model(subjects[0])
        logged = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
        logged.update(object_repr="Deleted", change_message="")


def set_staff(*, user: User, is_staff: bool) -> None:
    """Open the staff pages to `user`, or close them; what they may do there depends on their roles."""
    User.objects.filter(pk=user.pk).update(is_staff=is_staff)
    user.is_staff = is_staff


@transaction.atomic
def remove_factors(*, user: User) -> int:
    """Remove every passkey, app and recovery code of `user` and end their sessions; return how many were removed."""
    end_sessions(user_id=user.pk)
    gone: int = Authenticator.objects.filter(user=user).delete()[0]
    return gone


def end_sessions(*, user_id: int, but: str | None = None) -> int:
    """End the account's sessions on every device, except the one with the key `but`; return how many.

    They are deleted: they hold the address that signed in. Those on another person's list are not read, so
    that this takes no longer the more people are signed in.
    """
    ended = 0
    others = UserSession.objects.exclude(user_id=user_id).values("session_key")
    for session in Session.objects.exclude(pk=but or "").exclude(pk__in=others).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user_id):
            session.delete()
            ended += 1
    UserSession.objects.filter(user_id=user_id).exclude(session_key=but or "").delete()
    return ended
