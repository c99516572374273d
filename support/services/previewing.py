"""A learner who is nobody, at any point of a course's path, made of objects that are never saved.

The pages of the path are drawn by their own templates from what is made here. Versions of video, test
and evaluation that are still being written count as released, in memory alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import Profession, User
from certificates.models import Certificate
from certificates.services.issuing import snapshot
from courses.models import Assessment, Course, CreditOffer, EvaluationForm, Role, Video
from progress.models import Attempt, Enrolment, Watch
from progress.services.attempts import AttemptHistory
from progress.services.drawing import draw
from progress.services.sheets import Item, ItemResult, shuffled
from progress.status import CreditStatus

NAME = "Preview Learner"
SEED = 1


class PreviewState(StrEnum):
    """A point of the path, in its order. `label` is what staff choose."""

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


class NothingToPreview(Exception):
    """The course lacks what this point of the path shows. `step` is where it is added."""

    code = "nothing_to_preview"

    def __init__(self, message: str, step: str) -> None:
        super().__init__(message)
        self.step = step


@dataclass(frozen=True)
class Standing:
    """Where the learner who is nobody stands."""

    status: CreditStatus
    attempts: tuple[Attempt, ...]

    @property
    def enrolment(self) -> Enrolment:
        """The enrolment of every state but the first."""
        if self.status.enrolment is None:
            raise LookupError("Not started yet.")
        return self.status.enrolment

    @property
    def history(self) -> AttemptHistory:
        return AttemptHistory(self.enrolment, self.attempts)


def with_unreleased(course: Course, *, now: datetime) -> Course:
    """Return `course` as it will be once what is being written is released. Nothing is written."""
    prefetch_related_objects(
        [course],
        Prefetch("roles", Role.objects.select_related("person")),
        Prefetch("offers", CreditOffer.objects.select_related("credit_type")),
        Prefetch("assessments", Assessment.objects.counted()),
        Prefetch("videos", Video.objects.prefetch_related("tracks")),
        Prefetch("evaluations", EvaluationForm.objects.order_by("-version")),
    )
    for versions in (course.videos, course.assessments, course.evaluations):
        for version in list(versions.all())[:1]:
            version.released_at = version.released_at or now
            version.course = course
    return course


def standing(
    *, course: Course, state: PreviewState, profession: Profession | None, now: datetime
) -> Standing:
    """Return a learner of `profession` at `state`. `course` as `with_unreleased` gives it.

    Raises `NothingToPreview` when the course has no recording, test or evaluation yet.
    """
    moment = _after_the_end(course, now) if state is PreviewState.EXPIRED else now
    user = User(full_name=NAME, email="preview@localhost", profession=profession)
    if state is PreviewState.START:
        return Standing(CreditStatus(course, user, None, moment), ())
    enrolment = _enrolment(course, user, state, now)
    status = CreditStatus(course, user, enrolment, moment)
    return Standing(status, _attempts(enrolment, state, now))


def sheet(attempt: Attempt) -> list[Item]:
    """Return the questions as they would be asked; nothing is answered."""
    return [
        Item(
            number=number,
            question_id=question.pk,
            stem=question.stem,
            choices=tuple(
                (choice.pk, choice.text)
                for choice in shuffled(question.choices.all(), seed=attempt.seed)
            ),
            chosen_id=None,
        )
        for number, question in enumerate(attempt.asked(), start=1)
    ]


def results(attempt: Attempt, *, explained: bool) -> list[ItemResult]:
    """Return how the questions went: all right in a passed attempt, the first ones wrong in a failed one."""
    found = []
    for number, question in enumerate(attempt.asked(), start=1):
        is_right = number > (attempt.questions or 0) - (attempt.correct or 0)
        chosen = next((c for c in question.choices.all() if c.is_correct is is_right), None)
        if explained or not is_right:
            found.append(
                ItemResult(
                    number=number,
                    stem=question.stem,
                    chosen=chosen.text if chosen else "",
                    is_right=is_right,
                    video_second=question.video_second,
                    rationale=question.rationale if explained else "",
                    citation=question.citation if explained else "",
                )
            )
    return found


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
    enrolment.watch = _watch(course, video, since.get(PreviewState.WATCHED), now)
    # What with_content() reads for an enrolment that is in the database.
    enrolment.newest_video_version = video.version
    enrolment.granted_rows = []
    enrolment.handout_files = [
        {"title": h.title, "file": str(h.file.name)} for h in course.handouts.all()
    ]
    enrolment.offer_days = _offer_days(course, user.profession)
    return enrolment


def _watch(course: Course, video: Video, completed_at: datetime | None, now: datetime) -> Watch:
    required = -(-video.seconds * course.required_share // 100)
    seconds = video.seconds if completed_at else max(1, video.seconds * 2 // 5)
    watch = Watch(
        video=video,
        video_seconds=video.seconds,
        required_seconds=required,
        watched=[(0, seconds)],
        position=0 if completed_at else seconds,
        started_at=now,
        completed_at=completed_at,
    )
    watch.seconds = seconds  # generated by the database, which never sees it
    return watch


def _offer_days(course: Course, profession: Profession | None) -> list[dict[str, str | None]]:
    offers = CreditOffer.objects.filter(course=course, credit_type__enabled=True)
    return [
        {
            "valid_from": offer.valid_from.isoformat() if offer.valid_from else None,
            "valid_to": offer.valid_to.isoformat() if offer.valid_to else None,
        }
        for offer in offers.for_profession(profession)
    ]


def _attempts(enrolment: Enrolment, state: PreviewState, now: datetime) -> tuple[Attempt, ...]:
    if state in (PreviewState.WATCHING, PreviewState.WATCHED):
        return ()
    attempt = _attempt(enrolment, now)
    if state is PreviewState.TESTING:
        return (attempt,)
    attempt.submitted_at = now
    attempt.questions = attempt.asked_count
    attempt.passed = state is not PreviewState.FAILED
    needed = enrolment.assessment.correct_needed(attempt.questions)
    attempt.correct = attempt.questions if attempt.passed else max(needed - 1, 0)
    return (attempt,)


def _attempt(enrolment: Enrolment, now: datetime) -> Attempt:
    test = enrolment.assessment
    drawn = None
    if test.is_drawn:
        pool = list(test.questions.values_list("pk", "topic"))
        drawn = draw(pool, count=test.asked_count, by_topic=test.draw_by_topic, seed=SEED)
    return Attempt(
        enrolment=enrolment, assessment=test, number=1, seed=SEED, drawn=drawn, started_at=now
    )


def _after_the_end(course: Course, now: datetime) -> datetime:
    """Return a moment after the last day; a course without one is taken to have ended yesterday."""
    today = course.series.provider.day_of(now)
    if course.expires_on is None:
        course.expires_on = today - timedelta(days=1)
    days = (course.expires_on - today).days + 1
    return now + timedelta(days=max(days, 0))


def certificate_of(standing: Standing, *, now: datetime) -> Certificate | None:
    """Return the certificate this learner would get, marked as a sample, or None when there is none.

    Its code belongs to no certificate, so that nothing printed from here can be taken for one.
    """
    offers = standing.status.offers
    if not offers:
        return None
    certificate = snapshot(
        enrolment=standing.enrolment, offer=offers[0], quarters=offers[0].max_quarters, now=now
    )
    certificate.is_sample = True
    certificate.code = "PREVIEW0PREVIEW0"
    return certificate


@contextmanager
def reading_only() -> Iterator[None]:
    """Let the database itself refuse every write: what a preview shows leaves no trace."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        yield
