"""Merging the courses of two accounts of one person (docs/decisions/0029-merging-accounts.md)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Value

from accounts.models import User
from progress.fields import Segments, TimesField, UnionOfTimes
from progress.models import (
    Acknowledgement,
    AdoptedPage,
    Attempt,
    CreditException,
    Enrolment,
    Watch,
    WatchDay,
)
from progress.segments import normalise
from progress.services.watching import within_clock

_MOMENTS = ("first_viewed_at", "test_passed_at", "evaluated_at", "claimed_at", "closed_at")
_OUT_OF_THE_WAY = 10_000
"""An offset to numbers that no attempt has, used while attempts are renumbered."""


def shared_enrolments(*, kept: User, merged: User) -> list[tuple[Enrolment, Enrolment]]:
    """Lock and return pairs of enrolments in the same course: the kept account's and the merged one's."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("watch", "course")
    mine = {row.course_id: row for row in rows.filter(user=kept)}
    return [(mine[row.course_id], row) for row in rows.filter(user=merged) if row.course_id in mine]


def move_enrolments(*, kept: User, merged: User) -> list[str]:
    """Move the enrolments that only the merged account had, unchanged, and its requests for exceptions."""
    known = Enrolment.objects.filter(user=kept).values("course")
    rows = Enrolment.objects.filter(user=merged).exclude(course__in=known)
    lines = [f"{row.course}: moved whole." for row in rows.select_related("course")]
    rows.update(user=kept)
    CreditException.objects.filter(asked_by=merged).update(asked_by=kept)
    CreditException.objects.filter(withdrawn_by=merged).update(withdrawn_by=kept)
    return lines


def absorb_enrolment(*, kept: Enrolment, merged: Enrolment, now: datetime) -> dict[str, Any]:
    """Merge one enrolment into another of the same course; return what both were before, for the record.

    Seconds of the same video are united, and the times at which its pages were open: together they complete it
    if those times allow, else a later beat does. Of two versions, the further watched stays. The earlier of two
    times stays; attempts are renumbered by start; days are added up; of two open requests of a kind, one is
    withdrawn. The merged enrolment is deleted: what the kept one lacks is in the returned record.
    """
    before: dict[str, Any] = {"kept": _facts(kept), "merged": _facts(merged)}
    before["dropped_attempt"] = _join_attempts(kept, merged)
    _join_watch(kept, merged, now)
    _join_days(kept, merged)
    AdoptedPage.objects.filter(enrolment=merged).update(enrolment=kept)
    _join_exceptions(kept, merged, now)
    Acknowledgement.objects.filter(enrolment=merged).update(enrolment=kept)
    _join_moments(kept, merged)
    merged.delete()
    return before


def _facts(row: Enrolment) -> dict[str, Any]:
    watch = row.watch
    moments = {name: getattr(row, name) for name in ("acknowledged_at", *_MOMENTS)}
    return {
        "course": row.course_id,
        "front_matter": row.front_matter_id,
        "assessment": row.assessment_id,
        "evaluation_form": row.evaluation_form_id,
        "video": watch.video_id,
        "watched": watch.watched,
        "pages_open": [[start.isoformat(), end.isoformat()] for start, end in watch.pages_open],
        "started_at": watch.started_at.isoformat(),
        "completed_at": watch.completed_at and watch.completed_at.isoformat(),
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


def _join_watch(kept: Enrolment, merged: Enrolment, now: datetime) -> None:
    # A concurrent beat waits for these locks.
    rows = Watch.objects.select_for_update().order_by("pk")
    pair = {row.enrolment_id: row for row in rows.filter(enrolment__in=[kept, merged])}
    mine, theirs = pair[kept.pk], pair[merged.pk]
    if mine.video_id == theirs.video_id:
        _unite(mine, theirs, now)
    elif _further(theirs) > _further(mine):
        mine.delete()
        Watch.objects.filter(pk=theirs.pk).update(enrolment=kept)


def _unite(mine: Watch, theirs: Watch, now: datetime) -> None:
    together: Segments = normalise([*mine.watched, *theirs.watched], length=mine.video_seconds)
    completed = _earliest(mine.completed_at, theirs.completed_at)
    record = Watch.objects.filter(pk=mine.pk)
    record.update(
        watched=together,
        pages_open=UnionOfTimes("pages_open", Value(theirs.pages_open, TimesField())),
        position=max(mine.position, theirs.position),
        started_at=min(mine.started_at, theirs.started_at),
        completed_at=completed,
    )
    mine.refresh_from_db()
    # Each account had a minute of its own: what the united clock does not allow yet, a later beat completes.
    open_for = sum((end - start for start, end in mine.pages_open), timedelta())
    enough = mine.seconds >= mine.required_seconds
    if enough and within_clock(mine.required_seconds, since=now - open_for, now=now):
        record.filter(completed_at=None).update(completed_at=now)


def _further(watch: Watch) -> tuple[bool, float]:
    return watch.completed_at is not None, watch.seconds / watch.video_seconds


def _join_days(kept: Enrolment, merged: Enrolment) -> None:
    for day in WatchDay.objects.filter(enrolment=merged):
        same = WatchDay.objects.filter(enrolment=kept, day=day.day)
        if not same.update(seconds=F("seconds") + day.seconds):
            WatchDay.objects.filter(pk=day.pk).update(enrolment=kept)


def _join_attempts(kept: Enrolment, merged: Enrolment) -> dict[str, Any] | None:
    """Move and renumber all attempts; of two open ones the merged account's is deleted and returned."""
    dropped = None
    open_ones = Attempt.objects.filter(submitted_at__isnull=True)
    theirs = open_ones.filter(enrolment=merged).first()
    if theirs and open_ones.filter(enrolment=kept).exists():
        dropped = {
            "started_at": theirs.started_at.isoformat(),
            "answers": list(theirs.answers.values_list("question", "choice")),
        }
        theirs.delete()
    Attempt.objects.filter(enrolment=merged).update(number=F("number") + _OUT_OF_THE_WAY)
    Attempt.objects.filter(enrolment=merged).update(enrolment=kept)
    rows = list(Attempt.objects.filter(enrolment=kept).order_by("started_at", "pk"))
    Attempt.objects.filter(enrolment=kept, number__lt=_OUT_OF_THE_WAY).update(
        number=F("number") + 2 * _OUT_OF_THE_WAY
    )
    for number, row in enumerate(rows, start=1):
        Attempt.objects.filter(pk=row.pk).update(number=number)
    return dropped


def _join_exceptions(kept: Enrolment, merged: Enrolment, now: datetime) -> None:
    theirs = CreditException.objects.filter(enrolment=merged)
    waiting = CreditException.objects.open().filter(enrolment=kept).values("kind")
    theirs.open().filter(kind__in=list(waiting.values_list("kind", flat=True))).update(
        withdrawn_at=now
    )
    theirs.update(enrolment=kept)


def _join_moments(kept: Enrolment, merged: Enrolment) -> None:
    moments: dict[str, Any] = {
        name: _earliest(getattr(kept, name), getattr(merged, name)) for name in _MOMENTS
    }
    if merged.acknowledged_at < kept.acknowledged_at:
        moments["acknowledged_at"] = merged.acknowledged_at
    moments["front_matter_id"] = _terms(kept, merged, moments["test_passed_at"])
    Enrolment.objects.filter(pk=kept.pk).update(**moments)


def _terms(kept: Enrolment, merged: Enrolment, passed_at: datetime | None) -> int:
    """Return whose offers apply: those of the claim; else those acknowledged last before the test was passed."""
    if claims := [
        (row.claimed_at, row.front_matter_id) for row in (kept, merged) if row.claimed_at
    ]:
        return min(claims)[1]
    told = Acknowledgement.objects.filter(enrolment=kept)
    if passed_at:
        told = told.filter(acknowledged_at__lte=passed_at)
    newest = told.order_by("acknowledged_at", "pk").last()
    return newest.front_matter_id if newest else kept.front_matter_id


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)
