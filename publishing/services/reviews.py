"""Reviews are recorded, never typed: the date learners read comes from a record (DOMAIN §2.3)."""

from datetime import date, datetime

from django.db import models, transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course
from courses.models.dates import add_years
from publishing.models import CourseReview


class ReviewScope(models.TextChoices):
    """What a review can cover; reviewers tick what they looked at."""

    CONTENT = "content", "The recording: it is still accurate and current"
    REFERENCES = "references", "The sources for further study"
    TEST = "test", "The post-test and the reasons for its answers"
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
    policy). One that is older than the newest on record changes no date, and needs no last day. `actor` is
    None for a folder that the operator loads: it may hold a course whose credit has ended.

    Raises `Refused`: review_in_future, reviewer_missing, evidence_missing, changes_missing,
    expires_missing, expires_late; for a person also nothing_looked_at, expires_past, retired.
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
        expires_on=expires_on,
    )
    _refuse_half_a_record(review, today=today)
    if newest and not expires_on:
        raise Refused("expires_missing", "Enter the last day of credit.")
    if expires_on and expires_on > add_years(reviewed_on, 3):
        message = "Credit ends at most three years after a review. Choose an earlier day."
        raise Refused("expires_late", message)
    if actor is not None:
        _refuse_at_the_page(review, today=today, newest=newest)
    review.save()
    if newest:
        dates = {"reviewed_on": reviewed_on, "expires_on": expires_on}
        Course.objects.filter(pk=locked.pk).update(**dates)
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
    return review


def _refuse_half_a_record(review: CourseReview, *, today: date) -> None:
    if review.reviewed_on > today:
        raise Refused("review_in_future", "Enter the day on which the review was done.")
    if not says_something(review.reviewer):
        raise Refused("reviewer_missing", "Say who reviewed the course.")
    if not says_something(review.evidence):
        raise Refused("evidence_missing", "Say what was compared with what.")
    if review.outcome == CourseReview.Outcome.CHANGED and not says_something(review.note):
        raise Refused("changes_missing", "Note what was changed.")


def _refuse_at_the_page(review: CourseReview, *, today: date, newest: bool) -> None:
    if review.course.retired_at:
        raise Refused("retired", "A retired course is not reviewed: renew it instead.")
    if not review.looked_at:
        raise Refused("nothing_looked_at", "Tick what you looked at.")
    if newest and review.expires_on and review.expires_on < today:
        raise Refused("expires_past", "Choose a last day that is still to come.")
