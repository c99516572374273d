"""Learners at each stage of a course's path.

The stages build on each other (`enrol` → `watched` → `passed` → `evaluated`) and stand at fixed moments
an hour apart, so that a test can name the moment it asks about.
"""

from datetime import date

from accounts.models import User
from courses.models import Choice, Course
from courses.services.front_matter import record_front_matter
from progress.models import Acknowledgement, Answer, Attempt, Enrolment, EvaluationResponse, Watch
from tests.factories.accounts import confirm_address, make_user
from tests.factories.courses import make_course
from tests.factories.moments import EVALUATED_AT, PASSED_AT, STARTED_AT, WATCHED_AT


def enrol(*, user: User | None = None, course: Course | None = None) -> Enrolment:
    """Return an enrolment that began at `STARTED_AT` with nothing watched yet."""
    course, user = course or make_course(), user or make_user()
    confirm_address(user)
    video, assessment, evaluation = (
        course.videos.get(),
        course.assessments.get(),
        course.evaluations.get(),
    )
    enrolment = Enrolment.objects.create(
        user=user,
        course=course,
        front_matter=record_front_matter(course, now=STARTED_AT),
        assessment=assessment,
        evaluation_form=evaluation,
        acknowledged_at=STARTED_AT,
    )
    Acknowledgement.objects.create(
        enrolment=enrolment, front_matter=enrolment.front_matter, acknowledged_at=STARTED_AT
    )
    Watch.objects.create(
        enrolment=enrolment,
        video=video,
        video_seconds=video.seconds,
        required_seconds=-(-video.seconds * course.required_share // 100),
        started_at=STARTED_AT,
    )
    return _fresh(enrolment)


def watched(*, user: User | None = None, course: Course | None = None) -> Enrolment:
    """Return an enrolment whose whole video was watched at `WATCHED_AT`."""
    enrolment = enrol(user=user, course=course)
    Watch.objects.filter(enrolment=enrolment).update(
        watched=[(0, enrolment.watch.video_seconds)], completed_at=WATCHED_AT
    )
    return _fresh(enrolment)


def passed(*, user: User | None = None, course: Course | None = None) -> Enrolment:
    """Return an enrolment whose test was passed at `PASSED_AT`, at the first attempt, all right."""
    enrolment = watched(user=user, course=course)
    right = Choice.objects.filter(question__assessment=enrolment.assessment, is_correct=True)
    total = len(right)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=enrolment.assessment,
        number=1,
        seed=1,
        started_at=WATCHED_AT,
        submitted_at=PASSED_AT,
        correct=total,
        questions=total,
        passed=True,
    )
    Answer.objects.bulk_create(
        Answer(attempt=attempt, question_id=each.question_id, choice=each, answered_at=PASSED_AT)
        for each in right
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(test_passed_at=PASSED_AT)
    return _fresh(enrolment)


def evaluated(*, user: User | None = None, course: Course | None = None) -> Enrolment:
    """Return an enrolment that is ready to claim: the evaluation was sent at `EVALUATED_AT`."""
    enrolment = passed(user=user, course=course)
    EvaluationResponse.objects.create(
        form=enrolment.evaluation_form, month=date(2026, 11, 1), answers={"scale": 4, "bias": 0}
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(evaluated_at=EVALUATED_AT)
    return _fresh(enrolment)


def _fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.with_content().select_related("user__profession").get(pk=enrolment.pk)
