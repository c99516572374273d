"""Requests of learners to join two accounts: asked with a proof of the other one's address, answered by staff."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from accounts.audit import record
from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.models import User
from accounts.services import accounts_with
from providers.rights import Right
from support.access import learners_of
from support.models import JoinRequest


@dataclass(frozen=True)
class JoinRow:
    """A request, and how this member of staff compares the two: on the page of `learner`, by `address`."""

    request: JoinRequest
    learner: User
    address: str


def account_with(address: str, *, but: User) -> User | None:
    """Return the other account with this address, one that is unused or closed, too; None if there is none."""
    return next((each for each in accounts_with(address) if each != but), None)


def ask_join(*, asked_by: User, address: str, now: datetime) -> JoinRequest:
    """Ask for the account with `address`, which the caller has seen proven, to be joined to this one.

    Asked again, it returns the open request. Raises `Refused`: nobody, staff_account.
    """
    other = account_with(address, but=asked_by)
    if other is None:
        raise Refused("nobody", gettext("No other account has this address now. You can add it."))
    if any(person.is_staff or person.is_superuser for person in (asked_by, other)):
        raise Refused("staff_account", gettext("Staff accounts cannot be merged. Please email us."))
    request, _ = JoinRequest.objects.get_or_create(
        asked_by=asked_by,
        other=other,
        closed_at=None,
        defaults={"address": address, "asked_at": now},
    )
    return request


def open_requests(staff: User) -> QuerySet[JoinRequest]:
    """Return the open requests that concern a learner whom `staff` may help, oldest first."""
    mine = learners_of(staff, Right.HELP_LEARNERS).values("pk")
    rows = JoinRequest.objects.filter(closed_at=None).select_related("asked_by", "other")
    return rows.filter(Q(asked_by__in=mine) | Q(other__in=mine))


def rows_for(staff: User, requests: list[JoinRequest]) -> list[JoinRow]:
    """Return how `staff` compares the accounts of each request: from the one that is their learner's."""
    people = {request.asked_by_id for request in requests}
    mine = set(
        learners_of(staff, Right.HELP_LEARNERS).filter(pk__in=people).values_list("pk", flat=True)
    )
    return [
        JoinRow(each, each.asked_by, each.address)
        if each.asked_by_id in mine
        else JoinRow(each, each.other, each.asked_by.email)
        for each in requests
    ]


@transaction.atomic
def decline_join(*, request: JoinRequest, staff: User, reason: str, now: datetime) -> None:
    """Close a request without joining; its learner gets the reason by mail. Does nothing if it is closed."""
    waiting = JoinRequest.objects.filter(pk=request.pk, closed_at=None)
    if not waiting.update(closed_at=now, answer=reason):
        return
    queue_mail(request.asked_by, "join-declined", "support/email/join_declined", {"reason": reason})
    record(staff, "join-declined", request, learner=request.asked_by, reason=reason)


def close_requests(*people: User, now: datetime) -> None:
    """Close what these accounts asked of each other: they were joined."""
    both = JoinRequest.objects.filter(asked_by__in=people, other__in=people, closed_at=None)
    both.update(closed_at=now)
