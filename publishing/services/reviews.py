"""Reviews are recorded, never typed: the date learners read comes from a record (DOMAIN §2.3)."""

from datetime import date, datetime

from django.db import models, transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course
from courses.models.dates import add_years
from publishing.models import CourseChange, CourseReview
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)
from publishing.services.terms import terms_changed


class ReviewScope(models.TextChoices):
    """What a review can cover; reviewers tick what they looked at."""

    CONTENT = "content", "The recording: it is still accurate and current"
    REFERENCES = "references", "The sources for further study"
    TEST = "test", "The post-test and the explanations of its answers"
    OBJECTIVES = "objectives", "Objectives and target audience"
    DISCLOSURES = "disclosures", "Disclosures of everyone in control of content"
    STATEMENTS = "statements", "Accreditation and designation statements"
    EVALUATION = "evaluation", "What learners said in evaluations"


@transaction.atomic
def record_review(
    *,
    course: Course,
    actor: User | None,
    reviewed_on: date,
    reviewer: str,
    outcome: str,
    evidence: str,
    expires_on: date | None,
    now: datetime,
    looked_at: list[str] | None = None,
    note: str = "",
) -> CourseReview:
    """Put a review on record and set the course's dates from it; the only writer of `Course.reviewed_on`.

    The review may be older than the course's release. Credit ends at most three years after it (ACCME
    policy). One that is older than the newest on record changes no date, and needs no last day. The last day
    of a live course may take two people: the review is recorded at once all the same, and has no
    `expires_on` until that is approved. `actor` is None for a folder that the operator loads: it may hold a
    course whose credit has ended.

    Raises `Refused`: review_in_future, reviewer_missing, evidence_missing, changes_missing,
    expires_missing, expires_late; for a person also nothing_looked_at, expires_past, retired; and as
    `change_or_ask` does.
    """
    locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    today = locked.series.provider.day_of(now)
    newest = not locked.reviewed_on or reviewed_on >= locked.reviewed_on
    review = CourseReview(
        course=locked,
        reviewed_by=actor,
        reviewed_at=now,
        reviewed_on=reviewed_on,
        reviewer=reviewer.strip(),
        outcome=outcome,
        evidence=evidence.strip(),
        looked_at=looked_at or [],
        note=note.strip(),
    )
    _refuse_half_a_record(review, today=today)
    if newest and not expires_on:
        raise Refused("expires_missing", "Enter the last day of credit.")
    if actor is not None:
        _refuse_at_the_page(review)
    review.save()
    record(
        actor,
        "course-reviewed",
        locked,
        provider=locked.series.provider_id,
        reviewed_on=reviewed_on.isoformat(),
        reviewer=review.reviewer,
        outcome=outcome,
        looked_at=review.looked_at,
    )
    _set_dates(locked, review, newest=newest, expires_on=expires_on, actor=actor, now=now)
    review.refresh_from_db()
    return review


def _set_dates(
    course: Course,
    review: CourseReview,
    *,
    newest: bool,
    expires_on: date | None,
    actor: User | None,
    now: datetime,
) -> None:
    """Let the course show the newest review and, once it may, the last day that follows from it."""
    if expires_on and expires_on > add_years(review.reviewed_on, 3):
        message = "Credit must end within three years of a review. Choose an earlier day."
        raise Refused("expires_late", message)
    if not newest:
        review.expires_on = expires_on
        review.save(update_fields=["expires_on"])
        return
    Course.objects.filter(pk=course.pk).update(reviewed_on=review.reviewed_on)
    course.reviewed_on = review.reviewed_on
    if expires_on and actor is None:
        _set_last_day(course, review, expires_on)
    elif expires_on and actor is not None:
        _ask_for_last_day(course, review, expires_on, actor, now)


def waiting_last_day(course: Course) -> CourseChange | None:
    """Return the request for another last day of credit that waits for a second person."""
    return CourseChange.objects.open().filter(course=course, kind=LAST_DAY.code).first()


def _ask_for_last_day(
    course: Course, review: CourseReview, expires_on: date, actor: User, now: datetime
) -> None:
    change_or_ask(
        course=course,
        kind=LAST_DAY,
        payload={"review": review.pk, "expires_on": expires_on},
        subject="",
        actor=actor,
        now=now,
    )


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    expires_on = date.fromisoformat(payload["expires_on"])
    if expires_on < course.series.provider.day_of(now):
        raise Refused("expires_past", "Choose a last day in the future.")
    _set_last_day(course, CourseReview.objects.get(pk=payload["review"]), expires_on)


def _set_last_day(course: Course, review: CourseReview, expires_on: date) -> None:
    """Set it on the review that it follows from, and on the course."""
    reviewed_on = course.reviewed_on or review.reviewed_on
    if expires_on > add_years(reviewed_on, 3):
        message = "Credit must end within three years of a review. Choose an earlier day."
        raise Refused("expires_late", message)
    review.expires_on = course.expires_on = expires_on
    review.save(update_fields=["expires_on"])
    course.save(update_fields=["expires_on"])


def _difference(course: Course, payload: Payload) -> list[Difference]:
    return terms_changed(course, {"expires_on": payload["expires_on"]})


def _refuse_half_a_record(review: CourseReview, *, today: date) -> None:
    if review.reviewed_on > today:
        raise Refused("review_in_future", "Enter the day on which the review was done.")
    if not says_something(review.reviewer):
        raise Refused("reviewer_missing", "Say who reviewed the course.")
    if not says_something(review.evidence):
        raise Refused("evidence_missing", "Say what was compared with what.")
    if review.outcome == CourseReview.Outcome.CHANGED and not says_something(review.note):
        raise Refused("changes_missing", "Note what was changed.")


def _refuse_at_the_page(review: CourseReview) -> None:
    if review.course.retired_at:
        raise Refused("retired", "A retired course cannot be reviewed: renew it instead.")
    if not review.looked_at:
        raise Refused("nothing_looked_at", "Check what you reviewed.")


LAST_DAY = register(
    ChangeKind(
        code="last-day",
        words="the last day of credit, after a review",
        step="about",
        covers=("The last day of credit that follows from a review",),
        difference=_difference,
        apply=_apply,
        free=("The record of a review",),
    )
)
