"""A lost second factor: one owner asks for its removal, another one approves."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.second_factor import has_factor
from accounts.services import remove_factors
from providers.rights import Right, may
from staff.models import FactorReset


def may_reset(actor: User, person: User) -> bool:
    """Say whether `actor` may take part in resetting the factor of `person`.

    Owners may for staff of their provider, administrators for all staff; for an administrator, only another one.
    """
    if actor.pk == person.pk or not person.is_staff:
        return False
    if actor.is_superuser or person.is_superuser:
        return bool(actor.is_superuser and actor.is_staff and actor.is_active)
    return any(may(actor, Right.TEAM, each.provider_id) for each in person.memberships.all())


@transaction.atomic
def ask_reset(*, person: User, actor: User, reason: str, now: datetime) -> FactorReset:
    """Ask that the second factor of `person` be removed; they are notified by mail at once.

    Raises `Refused`: not_allowed, no_factor, reason_missing, already_asked.
    """
    _refuse_stranger(actor, person)
    if not has_factor(person):
        message = f"{person.full_name} has no second factor and sets one up at the next sign-in."
        raise Refused("no_factor", message)
    if not says_something(reason):
        raise Refused("reason_missing", "Say what happened, and how you know who asked you.")
    _close_old(person, now)
    try:
        with transaction.atomic():
            reset = FactorReset.objects.create(
                person=person, asked_by=actor, asked_at=now, reason=reason.strip()
            )
    except IntegrityError as taken:
        message = "This was already requested. A second owner has to approve it on the team page."
        raise Refused("already_asked", message) from taken
    _tell(reset, "factor_reset_asked")
    _record(reset, actor, "factor-reset-asked", reason)
    return reset


@transaction.atomic
def approve_reset(*, reset_id: int, actor: User, now: datetime) -> FactorReset:
    """Remove every factor and recovery code, end the person's sessions, and notify them. Idempotent.

    Raises `Refused`: not_allowed, same_person, withdrawn, expired.
    """
    reset = _locked(reset_id)
    _refuse_stranger(actor, reset.person)
    if reset.approved_at is not None:
        return reset
    if reset.asked_by_id == actor.pk:
        message = (
            "You requested this yourself. A second owner or the administrator has to approve it."
        )
        raise Refused("same_person", message)
    if reset.withdrawn_at is not None:
        raise Refused("withdrawn", "This request was withdrawn. Nothing was changed.")
    if reset.is_over(now):
        raise Refused("expired", "This request has expired. Request it again.")
    reset.approved_by, reset.approved_at = actor, now
    reset.save(update_fields=["approved_by", "approved_at"])
    remove_factors(user=reset.person)
    _tell(reset, "factor_reset")
    _record(reset, actor, "factor-reset", reset.reason)
    return reset


@transaction.atomic
def withdraw_reset(*, reset_id: int, actor: User, now: datetime) -> FactorReset:
    """Withdraw or decline a request. Idempotent. Raises `Refused`: not_allowed, approved."""
    reset = _locked(reset_id)
    _refuse_stranger(actor, reset.person)
    if reset.approved_at is not None:
        raise Refused("approved", "This was already approved: the factor is removed.")
    if reset.withdrawn_at is None:
        reset.withdrawn_at = now
        reset.save(update_fields=["withdrawn_at"])
        _record(reset, actor, "factor-reset-withdrawn", "")
    return reset


@transaction.atomic
def reset_from_the_server(*, person: User, reason: str) -> int:
    """Remove every factor of a staff member whom no two people can help; return how many there were.

    For the operator of the server: the audit trail shows no actor. The person is notified by mail.
    Raises `Refused`: not_staff, no_factor, reason_missing.
    """
    if not person.is_staff:
        raise Refused("not_staff", "This is for staff. Learners sign in with a code by email.")
    if not says_something(reason):
        raise Refused("reason_missing", "Say what happened, and how you know who asked you.")
    gone = remove_factors(user=person)
    if not gone:
        address = shown_address(person.email)
        message = f"{address} has no second factor and sets one up at the next sign-in."
        raise Refused("no_factor", message)
    queue_mail(
        person, "factor-reset", "staff/email/factor_reset", {"asked_by": "whoever runs this portal"}
    )
    _write_lines(person, person, None, "factor-reset-from-the-server", reason.strip())
    return gone


def _refuse_stranger(actor: User, person: User) -> None:
    if not may_reset(actor, person):
        message = (
            "Only an owner of a provider that this person works for, or an administrator, may do"
            " this; an administrator's own factor takes two other administrators."
        )
        raise Refused("not_allowed", message)


def _close_old(person: User, now: datetime) -> None:
    for reset in FactorReset.objects.filter(person=person, approved_at=None, withdrawn_at=None):
        if reset.is_over(now):
            FactorReset.objects.filter(pk=reset.pk).update(withdrawn_at=now)


def _locked(reset_id: int) -> FactorReset:
    rows = FactorReset.objects.select_related("person", "asked_by")
    return rows.select_for_update(of=("self",)).get(pk=reset_id)


def _tell(reset: FactorReset, template: str) -> None:
    queue_mail(
        reset.person,
        template.replace("_", "-"),
        f"staff/email/{template}",
        {"asked_by": reset.asked_by.full_name},
    )


def _record(reset: FactorReset, actor: User, action: str, reason: str) -> None:
    _write_lines(reset.person, reset, actor, action, reason)


def _write_lines(
    person: User, subject: User | FactorReset, actor: User | None, action: str, reason: str
) -> None:
    """Write an audit entry for each provider that the person works for, so that its owners see it."""
    providers = [each.provider_id for each in person.memberships.all()]
    for provider in providers or (None,):
        record(actor, action, subject, provider=provider, reason=reason)
