"""Merging two accounts of one person, as far as this app is concerned (docs/decisions/0029-merging-accounts.md)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.mailboxes import shown_address, sought_address
from accounts.models import AccountMerge, Mail, User
from accounts.sentences import counted
from accounts.services import end_sessions, note_main_address


def begin_merge(
    *, kept: User, merged: User, by: User, reason: str, now: datetime
) -> tuple[AccountMerge, bool]:
    """Lock both accounts and record the merge; return the record, and whether it is new.

    If they were merged already, returns the existing record. Raises `Refused`: same_account,
    reason_missing, staff_account, already_merged. Call this first: other apps move rows under this record.
    """
    if kept.pk == merged.pk:
        raise Refused("same_account", "This is one account. Choose another one to join to it.")
    people = User.objects.select_for_update().order_by("pk").in_bulk([kept.pk, merged.pk])
    if standing := AccountMerge.objects.filter(kept=kept, merged=merged).first():
        return standing, False
    if not says_something(reason):
        raise Refused("reason_missing", "Say how you know that both are one person.")
    if any(person.is_staff or person.is_superuser for person in people.values()):
        raise Refused("staff_account", "Accounts of staff are not joined.")
    if AccountMerge.objects.filter(merged__in=[kept, merged]).exists():
        raise Refused("already_merged", "One of these accounts was joined to another already.")
    merge = AccountMerge.objects.create(
        kept=kept, merged=merged, by=by, at=now, reason=reason.strip()
    )
    return merge, True


def move_account(merge: AccountMerge, *, terms: Sequence[dict[str, Any]] = ()) -> list[str]:
    """Move addresses and mails, and deactivate the merged account.

    Returns what was done, in sentences. Both addresses are notified by mail, with the `terms` that apply in courses
    of which each account was told something else: `title` and `credit` of each.
    """
    kept, merged = merge.kept, merge.merged
    _tell_both(merge, terms)
    lines = _move_addresses(kept, merged)
    mails = Mail.objects.filter(user=merged).update(user=kept)
    if mails:
        lines.append(f"{counted(mails, 'mail')} in the list of mails.")
    _put_to_sleep(merged)
    return lines


def _tell_both(merge: AccountMerge, terms: Sequence[dict[str, Any]]) -> None:
    for person in (merge.kept, merge.merged):
        # Only who opted in reads in a mail what they learn (DOMAIN §9.4).
        said = [each if person.mail_names_course else each | {"title": ""} for each in terms]
        queue_mail(person, "accounts-joined", "accounts/email/joined", {"terms": said})


def _move_addresses(kept: User, merged: User) -> list[str]:
    own = EmailAddress.objects.filter(user=merged)
    # From staff or an import: the first code sent to the address confirms it.
    note_main_address(user=merged)
    moved = list(own.filter(verified=True).values_list("email", flat=True)) or [merged.email]
    EmailAddress.objects.filter(user=kept, email__in=moved).exclude(verified=True).delete()
    taken = set(EmailAddress.objects.filter(user=kept).values_list("email", flat=True))
    # An account from before addresses had one form may spell a mailbox of the kept one otherwise.
    new = [email for email in moved if sought_address(email) not in taken]
    own.filter(email__in=new).update(user=kept, primary=False)
    dropped = list(own.exclude(email__in=moved).values_list("email", flat=True))
    own.delete()
    lines = [f"{shown_address(email)} signs in to the kept account." for email in moved]
    return lines + [
        f"{shown_address(email)} was never confirmed and is dropped." for email in dropped
    ]


def _put_to_sleep(merged: User) -> None:
    """Deactivate the account: nobody can sign in to it any more; its row stays for the record."""
    Authenticator.objects.filter(user=merged).delete()
    # Not on the object: a rehearsal is rolled back, and its caller still shows whose account this was.
    User.objects.filter(pk=merged.pk).update(
        password=make_password(None),
        is_active=False,
        email=f"merged-{merged.pk}@merged.invalid",
    )
    end_sessions(user_id=merged.pk)
