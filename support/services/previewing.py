"""A fictitious learner at any point of a course's path, made of objects that are never saved.

The pages of the path are rendered from them with their own templates. Draft versions of video, test
and evaluation count as released, in memory only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction

from accounts.errors import Refused
from accounts.models import Degree, Profession, User
from certificates.models import Certificate
from certificates.services.issuing import snapshot
from courses.models import Choice, Course, Question, Video
from progress.models import Answer, Attempt, Enrolment
from progress.services.attempts import new_attempt
from progress.services.enrolments import new_watch
from progress.status import CreditStatus

NAME = "Preview Learner"
NOWHERE = 0
"""The enrolment's primary key: no row has it, so what pages query about the enrolment finds nothing."""
SEED = 1


class PreviewState(StrEnum):
    """A point of the path, in order. `label` is shown to staff."""

    label: str

    def __new__(cls, value: str, label: str) -> "PreviewState":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    START = "start", "Not started: the course page"
    WATCHING = "watching", "Watching"
    WATCHED = "watched", "Watched: the post-test is open"
    TESTING = "testing", "Answering the post-test"
    FAILED = "failed", "Post-test not passed"
    PASSED = "passed", "Post-test passed"
    EVALUATION = "evaluation", "Evaluation"
    CLAIM = "claim", "Claiming credit"
    CERTIFICATE = "certificate", "Certificate"
    EXPIRED = "expired", "After the course has expired"


_PATH = [*PreviewState][:-1]


class NothingToPreview(Refused):
    """The course lacks what this point of the path shows. `step` is the editor's step to add it."""

    def __init__(self, message: str, step: str) -> None:
        super().__init__("nothing_to_preview", message)
        self.step = step


@dataclass(frozen=True)
class PreviewLearner:
    """The status of the fictitious learner; `answers` are those of the submitted attempt."""

    status: CreditStatus
    attempts: tuple[Attempt, ...] = ()
    answers: tuple[Answer, ...] = ()


def with_unreleased(course: Course, *, now: datetime) -> Course:
    """Return `course` as it will be once its drafts are released. Nothing is saved."""
    course = Course.objects.with_front_matter().prefetch_related("evaluations").get(pk=course.pk)
    for versions in (course.videos, course.assessments, course.evaluations):
        for version in versions.all()[:1]:
            version.released_at = version.released_at or now
    return course


def preview_learner(
    *, course: Course, state: PreviewState, profession: Profession | None, now: datetime
) -> PreviewLearner:
    """Return a learner of `profession` at `state`. `course` must come from `with_unreleased`.

    Raises `NothingToPreview` when the course has no recording, test or evaluation yet.
    """
    moment = _after_the_end(course, now) if state is PreviewState.EXPIRED else now
    asked = profession is not None and profession.asks_degree
    degree = Degree.MD if asked else ""
    user = User(full_name=NAME, email="preview@localhost", profession=profession, degree=degree)
    if state is PreviewState.START:
        return PreviewLearner(CreditStatus(course, user, None, moment))
    enrolment = _enrolment(course, user, state, now)
    status = CreditStatus(course, user, enrolment, moment)
    if state in (PreviewState.WATCHING, PreviewState.WATCHED):
        return PreviewLearner(status)
    attempt = new_attempt(enrolment, number=1, seed=SEED, now=now)
    answers = () if state is PreviewState.TESTING else _submit(attempt, status.passed, now)
    enrolment.attempt_rows = [
        {"test": enrolment.assessment_id, "submitted_at": attempt.submitted_at}
    ]
    return PreviewLearner(status, (attempt,), answers)


def _enrolment(course: Course, user: User, state: PreviewState, now: datetime) -> Enrolment:
    video, test = course.current_video, course.current_assessment
    evaluation = course.current_evaluation
    if video is None:
        raise NothingToPreview("There is no recording yet.", "video")
    if test is None:
        raise NothingToPreview("There is no post-test yet.", "test")
    if evaluation is None:
        raise NothingToPreview("There is no evaluation yet.", "evaluation")
    reached = _PATH.index(state) if state in _PATH else _PATH.index(PreviewState.CLAIM)
    since = {each: now for at, each in enumerate(_PATH) if at <= reached}
    enrolment = Enrolment(
        pk=NOWHERE,
        course=course,
        user=user,
        assessment=test,
        evaluation_form=evaluation,
        acknowledged_at=now,
        first_viewed_at=now,
        test_passed_at=since.get(PreviewState.PASSED),
        evaluated_at=since.get(PreviewState.CLAIM),
        claimed_at=since.get(PreviewState.CERTIFICATE),
    )
    _watch(enrolment, video, since.get(PreviewState.WATCHED), now)
    # What with_content() adds to an enrolment that is in the database.
    enrolment.newest_video_version = video.version
    enrolment.front_matter_digest = ""
    enrolment.attempt_rows, enrolment.granted_rows = [], []
    enrolment.address_verified, enrolment.degree_missing = True, False
    enrolment.handout_files = [
        {"title": each.title, "file": str(each.file.name)} for each in course.handouts.all()
    ]
    enrolment.told = enrolment.present = []
    return enrolment


def _watch(
    enrolment: Enrolment, video: Video, completed_at: datetime | None, now: datetime
) -> None:
    watch = new_watch(enrolment, video, now=now)
    watch.seconds = video.seconds if completed_at else max(1, video.seconds * 2 // 5)
    watch.watched = [(0, watch.seconds)]
    watch.position = 0 if completed_at else watch.seconds
    watch.completed_at = completed_at


def _submit(attempt: Attempt, passed: bool, now: datetime) -> tuple[Answer, ...]:
    """Submit the attempt and return its answers: all right if passed, the first ones wrong if not."""
    asked = attempt.asked()
    needed = attempt.assessment.correct_needed(len(asked))
    attempt.submitted_at, attempt.passed, attempt.questions = now, passed, len(asked)
    attempt.correct = len(asked) if passed else max(needed - 1, 0)
    wrong = len(asked) - attempt.correct
    return tuple(
        Answer(attempt=attempt, question=question, choice=_choice(question, right=at >= wrong))
        for at, question in enumerate(asked)
    )


def _choice(question: Question, *, right: bool) -> Choice:
    """Return a right or a wrong choice; an empty one if none is written yet."""
    choices = (each for each in question.choices.all() if each.is_correct is right)
    return next(choices, Choice(is_correct=right))


def _after_the_end(course: Course, now: datetime) -> datetime:
    """Return a time after the course's last day; a course without one is given yesterday."""
    today = course.series.provider.day_of(now)
    if course.expires_on is None:
        course.expires_on = today - timedelta(days=1)
    days = (course.expires_on - today).days + 1
    return now + timedelta(days=max(days, 0))


def certificate_of(status: CreditStatus) -> Certificate | None:
    """Return the certificate this learner would get, marked as a sample, or None when there is none.

    Its code belongs to no certificate, so that a printed preview cannot pass for a real one.
    """
    if status.enrolment is None or not status.offers:
        return None
    best = status.offers[0]
    certificate = snapshot(
        enrolment=status.enrolment, offer=best, quarters=best.max_quarters, now=status.now
    )
    certificate.is_sample = True
    certificate.code = "PREVIEW0PREVIEW0"
    return certificate


@contextmanager
def reading_only() -> Iterator[None]:
    """Let the database itself refuse every write, so that a preview leaves no trace."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        yield
