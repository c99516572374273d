"""Merging the courses of two accounts of one person (docs/decisions/0029-merging-accounts.md)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import F, QuerySet, Value

from accounts.models import User
from courses.models import FrontMatterOffer
from courses.services.offered import amount_of
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

_MOMENTS = ("first_viewed_at", "test_passed_at", "evaluated_at", "claimed_at")
_WITH_THE_TERMS = ("front_matter_id", "assessment_id", "evaluation_form_id", "closed_at")
"""What moves together, from one row: a pass under one account's terms never earns what the other was told."""
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


def absorb_enrolment(
    *, kept: Enrolment, merged: Enrolment, now: datetime
) -> tuple[list[str], dict[str, Any]]:
    """Merge one enrolment into another of the same course; return what was decided, and what both were before.

    What was told, the test, the evaluation and whether staff have closed it are those of one row: of the earlier
    claim; without one, of the earlier pass; else of the further watched recording, if there are two; else of the
    kept account. That account's recording stays, too, unless both were told the same. Seconds of one video are
    united, and the times at which its pages were open: together they complete it if those times allow, else a
    later beat does. The earlier of two times stays; attempts are renumbered by start; days are added up; of two
    open requests of a kind, one is withdrawn; an open attempt at a test that is not taken any more is dropped.
    The merged enrolment is deleted: what the kept one lacks is in the returned record.
    """
    before: dict[str, Any] = {"kept": _facts(kept), "merged": _facts(merged)}
    ruling, why = _ruling(kept, merged)
    before["terms_of"] = "kept" if ruling is kept else "merged"
    lines = _decided(kept, merged, ruling, why)
    before["dropped_attempt"] = _join_attempts(kept, merged, ruling)
    if before["dropped_attempt"]:
        lines.append(f"{kept.course}: an attempt at the post-test that was begun is dropped.")
    _join_watch(kept, merged, ruling, now)
    _join_days(kept, merged)
    AdoptedPage.objects.filter(enrolment=merged).update(enrolment=kept)
    _join_exceptions(kept, merged, now)
    Acknowledgement.objects.filter(enrolment=merged).update(enrolment=kept)
    _join_moments(kept, merged, ruling)
    merged.delete()
    return lines, before


def joined_terms(user: User, absorbed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return title and credit of each course that two accounts were told otherwise of, for the mail to its learner."""
    courses = [
        each["kept"]["course"]
        for each in absorbed
        if each["kept"]["front_matter"] != each["merged"]["front_matter"]
    ]
    rows = Enrolment.objects.filter(user=user, course__in=courses, course__is_sample=False)
    return [
        {"title": row.course.title, "credit": _credit(row.front_matter.offers.for_learner(user))}
        for row in rows.select_related("course", "front_matter")
    ]


def _credit(offers: QuerySet[FrontMatterOffer]) -> str:
    most = [amount_of(each).replace("*", "") for each in offers.select_related("credit_type")]
    return f"up to {' or '.join(most)}" if most else "no credit"


def _ruling(kept: Enrolment, merged: Enrolment) -> tuple[Enrolment, str]:
    """Return whose terms apply, and why."""
    for moment, why in (("claimed_at", "claimed first"), ("test_passed_at", "passed first")):
        if done := [row for row in (kept, merged) if getattr(row, moment)]:
            return min(done, key=attrgetter(moment)), why
    mine, theirs = kept.watch, merged.watch
    if mine.video_id != theirs.video_id and _further(theirs) > _further(mine):
        return merged, "watched more"
    return kept, "stays"


def _decided(kept: Enrolment, merged: Enrolment, ruling: Enrolment, why: str) -> list[str]:
    which = f"the {'kept' if ruling is kept else 'merged'} account, which {why}"
    lines = []
    if kept.front_matter_id != merged.front_matter_id:
        told = ruling.front_matter
        said = f"front matter version {told.version}, {_credit(told.offers.all())}"
        lines.append(f"{kept.course}: the terms are those of {which}: {said}.")
    if bool(kept.closed_at) != bool(merged.closed_at):
        state = "stays closed" if ruling.closed_at else "is open"
        lines.append(
            f"{kept.course}: staff had closed it in one account. It {state}, as in {which}."
        )
    return lines


def _facts(row: Enrolment) -> dict[str, Any]:
    watch = row.watch
    moments = {name: getattr(row, name) for name in ("acknowledged_at", *_MOMENTS, "closed_at")}
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


def _join_watch(kept: Enrolment, merged: Enrolment, ruling: Enrolment, now: datetime) -> None:
    # A concurrent beat waits for these locks.
    rows = Watch.objects.select_for_update().order_by("pk")
    pair = {row.enrolment_id: row for row in rows.filter(enrolment__in=[kept, merged])}
    mine, theirs = pair[kept.pk], pair[merged.pk]
    same_terms = kept.front_matter_id == merged.front_matter_id
    if mine.video_id == theirs.video_id:
        _unite(mine, theirs, pair[ruling.pk].required_seconds, now)
    elif _further(theirs) > _further(mine) if same_terms else ruling is merged:
        mine.delete()
        Watch.objects.filter(pk=theirs.pk).update(enrolment=kept)


def _unite(mine: Watch, theirs: Watch, required: int, now: datetime) -> None:
    together: Segments = normalise([*mine.watched, *theirs.watched], length=mine.video_seconds)
    completed = _earliest(mine.completed_at, theirs.completed_at)
    record = Watch.objects.filter(pk=mine.pk)
    record.update(
        watched=together,
        required_seconds=required,
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


def _join_attempts(kept: Enrolment, merged: Enrolment, ruling: Enrolment) -> dict[str, Any] | None:
    """Move and renumber all attempts; one that was begun is deleted and returned, unless it can be gone on with."""
    dropped = None
    other = merged if ruling is kept else kept
    open_ones = Attempt.objects.filter(submitted_at__isnull=True)
    begun = open_ones.filter(enrolment=other).first()
    another = begun and begun.assessment_id != ruling.assessment_id
    if begun and (another or open_ones.filter(enrolment=ruling).exists()):
        dropped = {
            "started_at": begun.started_at.isoformat(),
            "answers": list(begun.answers.values_list("question", "choice")),
        }
        begun.delete()
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


def _join_moments(kept: Enrolment, merged: Enrolment, ruling: Enrolment) -> None:
    moments: dict[str, Any] = {
        name: _earliest(getattr(kept, name), getattr(merged, name)) for name in _MOMENTS
    }
    moments["acknowledged_at"] = min(kept.acknowledged_at, merged.acknowledged_at)
    moments |= {name: getattr(ruling, name) for name in _WITH_THE_TERMS}
    Enrolment.objects.filter(pk=kept.pk).update(**moments)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)
