"""What a learner did in their courses, as dated events for a learner's timeline."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import Prefetch

from accounts.days import instant
from accounts.models import AccountMerge
from courses.models import Course
from progress.models import Answer, Attempt, CreditException, Enrolment, WatchDay
from progress.models.enrolment import EnrolmentQuerySet
from providers.timeline import Event, LearnerScope


def enrolments_of(scope: LearnerScope) -> EnrolmentQuerySet:
    """Return the person's enrolments in this scope."""
    own = Enrolment.objects.filter(scope.visible("course__series__provider"))
    return own.filter(user__in=scope.accounts)


def course_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield the steps of the path: acknowledged, first played, watched enough, evaluated, closed."""
    rows = enrolments_of(scope).select_related("course", "watch__video")
    starts = _starts_of_joined(scope)
    for row in rows.prefetch_related("acknowledgements__front_matter"):
        about = _about(row.course)
        began = starts.get(row.course_id, set())
        for told in row.acknowledgements.all():
            start = told.acknowledged_at <= row.acknowledged_at or told.acknowledged_at in began
            again = "" if start else ", for its terms"
            yield Event(
                told.acknowledged_at,
                "course",
                f"Acknowledged the front matter, version {told.front_matter.version}{again}",
                link=("support:front-matter", str(told.front_matter_id)),
                **about,
            )
        yield from _moments(row, about)


def _starts_of_joined(scope: LearnerScope) -> dict[int, set[datetime]]:
    """Return by course when it was begun in accounts that were joined: each start was one."""
    records = AccountMerge.objects.filter(kept__in=scope.accounts).values_list("record", flat=True)
    starts: dict[int, set[datetime]] = {}
    for absorbed in (each for record in records for each in record.get("absorbed", ())):
        for was in (absorbed["kept"], absorbed["merged"]):
            moment = datetime.fromisoformat(was["acknowledged_at"])
            starts.setdefault(was["course"], set()).add(moment)
    return starts


def _moments(row: Enrolment, about: dict[str, Any]) -> Iterator[Event]:
    if row.first_viewed_at:
        yield Event(row.first_viewed_at, "course", "Played the video for the first time", **about)
    if done := row.watch.completed_at:
        watched = f"Video version {row.watch.video.version}, {row.watch.percent}% by now."
        title = "Watched enough of the video"
        yield Event(done, "course", title, detail=watched, tone="good", **about)
    if row.evaluated_at:
        title, kept = "Sent the evaluation", "Its answers are kept without a name."
        yield Event(row.evaluated_at, "course", title, detail=kept, tone="good", **about)
    if row.closed_at:
        yield Event(row.closed_at, "course", "Enrollment closed by staff", tone="caution", **about)


def watch_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield how much was watched for the first time on each day."""
    days = WatchDay.objects.filter(
        scope.visible("enrolment__course__series__provider"), enrolment__user__in=scope.accounts
    )
    for row in days.select_related("enrolment__course__series__provider"):
        course = row.enrolment.course
        minutes, seconds = divmod(row.seconds, 60)
        yield Event(
            instant(row.day, time.max, course.series.provider.zone),
            "course",
            f"Watched {minutes} min {seconds:02} s for the first time",
            day=row.day,
            **_about(course),
        )


def attempt_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield each attempt at a test with its score and every answer, judged for who may read the key."""
    answers = Answer.objects.select_related("question", "choice").order_by("question__position")
    rows = Attempt.objects.filter(
        scope.visible("enrolment__course__series__provider"), enrolment__user__in=scope.accounts
    )
    for row in rows.select_related("enrolment__course__series", "assessment").prefetch_related(
        Prefetch("answers", answers)
    ):
        judged = row.enrolment.course.series.provider_id in scope.keys
        yield _attempt(row, judged=judged)


def _attempt(row: Attempt, *, judged: bool) -> Event:
    lines = tuple(
        f"{number}. {answer.question.stem} – {answer.choice.text}"
        + (f" ({'right' if answer.choice.is_correct else 'wrong'})" if judged else "")
        for number, answer in enumerate(row.answers.all(), start=1)
    )
    about = _about(row.enrolment.course)
    title = f"Attempt {row.number} at the post-test"
    version = f"Test version {row.assessment.version}"
    if row.submitted_at is None:
        detail = f"{version}. Not submitted yet; {len(lines)} answered."
        return Event(row.started_at, "test", f"{title} begun", detail, lines=lines, **about)
    result = "passed" if row.passed else "not passed"
    detail = f"{version}: {row.correct} of {row.questions} right, {result}."
    tone = "good" if row.passed else "caution"
    return Event(row.submitted_at, "test", title, detail, tone=tone, lines=lines, **about)


def _about(course: Course) -> dict[str, Any]:
    return {"course": course.title, "course_id": course.pk}


def exception_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield the events of each exception: requested, decided, used, withdrawn."""
    rows = CreditException.objects.filter(
        scope.visible("enrolment__course__series__provider"), enrolment__user__in=scope.accounts
    )
    people = ("asked_by", "put_forward_by", "decided_by", "withdrawn_by")
    for row in rows.select_related("enrolment__course", *people):
        yield from _exception(row, _about(row.enrolment.course))


def _exception(row: CreditException, about: dict[str, Any]) -> Iterator[Event]:
    what = row.get_kind_display()
    asker = row.asked_by.full_name
    yield Event(row.asked_at, "course", f"Asked for: {what}", row.reason, by=asker, **about)
    if row.decided_at and row.decided_by:
        word, tone = ("Approved", "good") if row.approved else ("Declined", "bad")
        by = row.decided_by.full_name
        yield Event(
            row.decided_at, "course", f"{word}: {what}", row.answer, tone=tone, by=by, **about
        )
    if row.read_at:
        title = "Attested having read the transcript (accommodation)"
        yield Event(row.read_at, "course", title, tone="good", **about)
    if row.withdrawn_at:
        by = row.withdrawn_by.full_name if row.withdrawn_by else ""
        yield Event(row.withdrawn_at, "course", f"Withdrawn: {what}", by=by, **about)
