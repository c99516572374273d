"""Changes of a live course that take two people, where its provider asks for a second person at publication.

Whoever writes protected parts of a course does it through `change_or_ask`: it makes the change at once, or opens a
request that shows the difference, and nothing changes before another person approves. What a kind of
change is, and what of it is protected, stands once, in its `ChangeKind`; the rules page lists them.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course
from providers.rights import Right, may, staff_with
from providers.services.second_person import refuse_own_request
from publishing.models import CourseChange
from publishing.services.notices import tell_staff

type Payload = dict[str, Any]
"""What a change is made from: JSON, so that it can wait."""
type Difference = dict[str, str]
"""`label`, `old` and `new`: one thing that would change, as the second person reads it."""

STALE = "The course changed after this request. Request the change again."


@dataclass(frozen=True, kw_only=True)
class ChangeKind:
    """One kind of change: how it is shown, made, and known to be out of date.

    `words` name what is changed; `covers` and `free` list what of it takes two people and what does not;
    `step` is the step of the editor that shows it. `difference` is empty if the payload says what stands.
    `apply` makes the change and refuses as the step does; it may be called for a trial that is rolled back.
    `state` is all that an approval relies on. `dropped` cleans up after a request that is never made;
    `own` returns why somebody may not decide it: it is about themselves.
    """

    code: str
    words: str
    step: str
    covers: tuple[str, ...]
    difference: Callable[[Course, Payload], list[Difference]]
    apply: Callable[[Course, Payload, User, datetime], object]
    state: Callable[[Course, Payload], object] = lambda course, payload: None
    free: tuple[str, ...] = ()
    dropped: Callable[[Payload], object] = lambda payload: None
    own: Callable[[Payload, User], Refused | None] = lambda payload, actor: None


KINDS: dict[str, ChangeKind] = {}


def register(kind: ChangeKind) -> ChangeKind:
    """Make the kind known to requests and to the rules page, in the order of registration."""
    KINDS[kind.code] = kind
    return kind


@transaction.atomic
def change_or_ask(
    *,
    course: Course,
    kind: ChangeKind,
    payload: Payload,
    subject: str,
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Make the change and return None; of a live course whose provider asks for two people, ask and return that.

    Idempotent: the same change is asked for once. Raises what making it would raise, and `Refused`:
    change_waits, if another change of `subject` waits already.
    """
    fresh = _lock(course.pk)
    payload = json.loads(json.dumps(payload, cls=DjangoJSONEncoder))
    difference = kind.difference(fresh, payload)
    if not difference or not takes_two(fresh):
        kind.apply(fresh, payload, actor, now)  # As it is now: the caller's may be older.
        return None
    digest = _digest(kind, fresh, payload, difference)
    waiting = CourseChange.objects.open().filter(course=course, kind=kind.code, subject=subject)
    for change in waiting.select_related("asked_by", "course__series__provider"):
        if change.digest == digest:
            return change
        if not is_changed(change):
            message = "Another change to this is waiting for a second person. Withdraw it, or wait."
            raise Refused("change_waits", message, reverse_of(change))
        _void(change, STALE, now)
    with transaction.atomic():  # A trial: what nobody could approve is refused now.
        kind.apply(fresh, payload, actor, now)
        transaction.set_rollback(True)
    return _open(
        CourseChange(
            course=course,
            kind=kind.code,
            subject=subject,
            payload=payload,
            difference=difference,
            digest=digest,
            asked_by=actor,
            asked_at=now,
        )
    )


def takes_two(course: Course) -> bool:
    """Return whether protected parts of the course take two people: it is live, and the provider asks for it."""
    is_live = course.published_at is not None and course.retired_at is None
    return is_live and course.series.provider.second_approval


@transaction.atomic
def approve_change(*, change_id: int, actor: User, now: datetime) -> CourseChange:
    """Make the change that was asked for; who asked is mailed. Idempotent.

    It is void instead, and who asked is mailed, if the course has changed since, or if making the change is
    refused: see `state` of what is returned. Raises `Refused`: closed, no_right, second_person.
    """
    change = _locked(change_id)
    _refuse_decider(change, actor)
    if change.approved:
        return change
    _refuse_closed(change)
    if is_changed(change):
        return _void(change, STALE, now)
    try:
        with transaction.atomic():
            KINDS[change.kind].apply(change.course, change.payload, change.asked_by, now)
    except Refused as refusal:
        return _void(change, refusal.message, now)
    _decide(change, actor, now, approved=True)
    by = {"by": actor.full_name}
    _tell_asker(change, "change_approved", **by)
    return change


@transaction.atomic
def decline_change(*, change_id: int, actor: User, reason: str, now: datetime) -> CourseChange:
    """Decline a change, and email the reason to who asked for it.

    Raises `Refused`: closed, no_right, second_person, reason_missing.
    """
    change = _locked(change_id)
    _refuse_decider(change, actor)
    _refuse_closed(change)
    if not says_something(reason):
        raise Refused("reason_missing", "Say what has to change: the person who asked reads it.")
    change.answer = reason.strip()
    _decide(change, actor, now, approved=False)
    _tell_asker(change, "change_declined", reason=change.answer)
    return change


@transaction.atomic
def withdraw_change(*, change_id: int, actor: User, now: datetime) -> CourseChange:
    """Withdraw a change that one asked for. Idempotent. Raises `Refused`: closed, not_yours."""
    change = _locked(change_id)
    if change.asked_by_id != actor.pk:
        raise Refused(
            "not_yours",
            "Only the person who asked for a change can withdraw it. You can decline it.",
        )
    if change.withdrawn_at is None:
        _refuse_closed(change)
        change.withdrawn_at = now
        change.save(update_fields=["withdrawn_at"])
        KINDS[change.kind].dropped(change.payload)
        _log("change-withdrawn", change, actor)
    return change


def is_changed(change: CourseChange) -> bool:
    """Return whether what the change was made from is no longer so; if so, nobody can approve it."""
    kind = KINDS[change.kind]
    difference = kind.difference(change.course, change.payload)
    return change.digest != _digest(kind, change.course, change.payload, difference)


def waits_or(change: CourseChange | None, done: str) -> str:
    """Return what to tell who made a change: `done`, or that it waits."""
    if change is None:
        return done
    return "This change is waiting for a second person to approve it. Everything else is saved."


def reverse_of(change: CourseChange) -> str:
    """Return the address of the page where the change is read and decided."""
    return reverse("publishing:course-change", args=[change.pk])


def _digest(
    kind: ChangeKind, course: Course, payload: Payload, difference: list[Difference]
) -> str:
    # The database gives the keys of a payload back in an order of its own, and differences follow it.
    shown = sorted(difference, key=lambda each: (each["label"], each["old"], each["new"]))
    known = [payload, shown, kind.state(course, payload)]
    canonical = json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _lock(course_id: int) -> Course:
    """Return the course as it is now; others who change it or decide about it wait for this transaction."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("series__provider__accreditation_template").get(pk=course_id)


def _locked(change_id: int) -> CourseChange:
    """Return the change, its course locked first, as whoever asks for changes locks it."""
    course = _lock(CourseChange.objects.values_list("course", flat=True).get(pk=change_id))
    rows = CourseChange.objects.select_for_update(of=("self",)).select_related("asked_by")
    change = rows.get(pk=change_id)
    change.course = course
    return change


def _refuse_decider(change: CourseChange, actor: User) -> None:
    provider = change.course.series.provider_id
    if not may(actor, Right.APPROVE, provider):
        raise Refused("no_right", "Only owners and reviewers of the provider can decide.")
    refuse_own_request(actor, change.asked_by, right=Right.APPROVE, provider=provider)
    if refusal := KINDS[change.kind].own(change.payload, actor):
        raise refusal


def _refuse_closed(change: CourseChange) -> None:
    if change.state != "waiting":
        raise Refused("closed", f"This change is already {change.state}.")


def _open(change: CourseChange) -> CourseChange:
    change.save()
    _log("change-asked", change, change.asked_by)
    provider = change.course.series.provider_id
    approvers = staff_with(Right.APPROVE, provider, but=[change.asked_by_id])
    _tell(approvers, change, "change_asked", asker=change.asked_by.full_name)
    return change


def _decide(change: CourseChange, actor: User, now: datetime, *, approved: bool) -> None:
    change.decided_by, change.decided_at, change.approved = actor, now, approved
    change.alone = actor.pk == change.asked_by_id
    change.save(update_fields=["decided_by", "decided_at", "approved", "alone", "answer"])
    if not approved:
        KINDS[change.kind].dropped(change.payload)
    action = "change-approved" if approved else "change-declined"
    _log(action, change, actor, reason=change.answer)


def _void(change: CourseChange, reason: str, now: datetime) -> CourseChange:
    change.voided_at, change.void_reason = now, reason
    change.save(update_fields=["voided_at", "void_reason"])
    KINDS[change.kind].dropped(change.payload)
    _log("change-voided", change, None)
    _tell_asker(change, "change_stopped", reason=reason)
    return change


def _tell_asker(change: CourseChange, kind: str, *, reason: str = "", **said: str) -> None:
    if not change.alone:
        _tell([change.asked_by], change, kind, reasons=[reason], **said)


def _tell(
    people: list[User],
    change: CourseChange,
    kind: str,
    *,
    reasons: list[str] | None = None,
    **said: str,
) -> None:
    said |= {"link": reverse_of(change), "what": KINDS[change.kind].words}
    tell_staff(people, kind, course=change.course, reasons=reasons or [], **said)


def _log(action: str, change: CourseChange, actor: User | None, *, reason: str = "") -> None:
    record(
        actor,
        action,
        change,
        provider=change.course.series.provider_id,
        reason=reason,
        kind=change.kind,
        alone=change.alone,
        changed=[each["label"] for each in change.difference],
    )
