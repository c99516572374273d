"""Merging two accounts of one person: every app moves its own rows, in one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.merging import begin_merge, move_account
from accounts.models import AccountMerge, User
from certificates.models import Certificate, PastCredit
from certificates.services.merging import join_credit, move_credit
from progress.models import Enrolment
from progress.services.merging import (
    absorb_enrolment,
    joined_terms,
    move_enrolments,
    shared_enrolments,
)
from providers.rights import Right, providers_with
from providers.timeline import LearnerScope
from reporting.services.merging import move_reporting
from support.services.joining import close_requests
from support.services.timeline import concerned


@transaction.atomic
def merge_accounts(
    *, staff: User, kept: User, merged: User, reason: str, now: datetime
) -> AccountMerge:
    """Merge `merged` into `kept` and return the record. A second call changes nothing.

    Nothing is lost: rows are moved, what one account cannot hold twice goes into the record, and audit
    entries stay where they are but are shown together. Raises `Refused`: as `begin_merge` does,
    another_provider (some of the data belongs to providers of others), certificate_revoked.
    """
    merge, new = begin_merge(kept=kept, merged=merged, by=staff, reason=reason, now=now)
    if not new:
        return merge
    providers = _providers_or_refuse(staff, kept, merged)
    lines, absorbed = _join_courses(kept, merged, now)
    lines += move_enrolments(kept=kept, merged=merged)
    lines += move_credit(kept=kept, merged=merged)
    lines += move_reporting(kept=kept, merged=merged)
    lines += move_account(merge, terms=joined_terms(kept, absorbed))
    close_requests(kept, merged, now=now)
    merge.record = {"lines": lines, "absorbed": absorbed}
    merge.save(update_fields=["record"])
    for provider in providers:
        record(
            staff,
            "accounts-merged",
            kept,
            provider=provider,
            learner=kept,
            reason=reason,
            merged=merged.pk,
        )
    return merge


def rehearse(*, staff: User, kept: User, merged: User, now: datetime) -> list[str]:
    """Return what a merge would do, by doing it and rolling back. Raises as `merge_accounts` does."""
    with transaction.atomic():
        merge = merge_accounts(staff=staff, kept=kept, merged=merged, reason="Rehearsal", now=now)
        transaction.set_rollback(True)
    return list(merge.record["lines"])


def _join_courses(
    kept: User, merged: User, now: datetime
) -> tuple[list[str], list[dict[str, Any]]]:
    lines: list[str] = []
    absorbed = []
    for mine, theirs in shared_enrolments(kept=kept, merged=merged):
        credit = join_credit(kept=mine, merged=theirs, now=now)
        decided, before = absorb_enrolment(kept=mine, merged=theirs, now=now)
        absorbed.append(before)
        lines.append(f"{mine.course}: started in both accounts; progress in either counts.")
        lines += decided + credit
    return lines, absorbed


def _providers_or_refuse(staff: User, *people: User) -> list[int | None]:
    """Return the providers with records in these accounts; refuse unless all are this staff member's."""
    mine = set(providers_with(staff, Right.HELP_LEARNERS).values_list("pk", flat=True))
    found: set[int | None] = set()
    for person in people:
        found |= set(concerned(LearnerScope(person, (person.pk,), (), everything=True)))
        found |= set(PastCredit.objects.of(person).values_list("provider", flat=True))
    found.discard(None)
    if not staff.is_superuser and not found <= mine:
        message = (
            "One of these accounts also holds records that are not yours to move. Ask the"
            " administrator of this site to join them."
        )
        raise Refused("another_provider", message)
    return sorted(found, key=str) or [None]


def has_no_record(person: User) -> bool:
    """Say whether an account has no record at any provider, so its exact address is enough to merge it."""
    return not (
        person.is_staff
        or person.is_superuser
        or Enrolment.objects.filter(user=person).exists()
        or Certificate.objects.filter(learner=person).exists()
        or PastCredit.objects.filter(learner=person).exists()
    )
