"""Rows that tests begin with: a published course, and learners at each stage of its path.

Every builder takes what a test speaks of as keywords and fills in the rest. The stages build on each
other (`enrol` → `watched` → `passed` → `evaluated`) and stand at fixed moments an hour apart, so that
a test can name the moment it asks about: `factories.NOW` is after all of them.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Profession, User
from courses.models import (
    Assessment,
    Choice,
    Course,
    CreditOffer,
    CreditType,
    EvaluationForm,
    EvaluationItem,
    FrontMatter,
    ItemKind,
    Question,
    Series,
    Video,
)
from progress.models import Attempt, Enrolment, EvaluationResponse, Watch
from providers.models import Provider, StatementTemplate

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
STARTED_AT = NOW - timedelta(hours=6)
WATCHED_AT = NOW - timedelta(hours=5)
PASSED_AT = NOW - timedelta(hours=4)
EVALUATED_AT = NOW - timedelta(hours=3)
LIKERT = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]

_numbers = count(1)


def make_user(
    *,
    email: str = "",
    full_name: str = "Learner One",
    profession: str = "physician-md",
    **extra: Any,
) -> User:
    """Return a learner with a profession (its code; "" for none yet) and no password."""
    return User.objects.create_user(
        email or f"learner-{next(_numbers)}@example.org",
        full_name=full_name,
        profession=Profession.objects.get(code=profession) if profession else None,
        **extra,
    )


def make_provider(**fields: Any) -> Provider:
    """Return a provider in Chicago, so that days end at 05:00 or 06:00 UTC."""
    number = next(_numbers)
    defaults = {
        "slug": f"provider-{number}",
        "name": f"Provider {number}",
        "accreditor": "Accreditor",
        "accreditation_template": StatementTemplate.objects.get(code="direct"),
        "contact_email": "education@example.org",
    }
    return Provider.objects.create(**{**defaults, **fields})


def make_series(*, provider: Provider | None = None, **fields: Any) -> Series:
    """Return a series; its courses are added by `make_course(series=…)`."""
    number = next(_numbers)
    defaults = {"slug": f"series-{number}", "title": f"Series {number}"}
    return Series.objects.create(provider=provider or make_provider(), **{**defaults, **fields})


def make_course(
    *,
    series: Series | None = None,
    seconds: int = 100,
    questions: int = 3,
    pass_percent: int = 60,
    max_attempts: int | None = None,
    offers: dict[str, int] | None = None,
    test: bool = True,
    **fields: Any,
) -> Course:
    """Return a published course with video, test, evaluation and offers.

    `offers` maps the code of a credit type to its maximum in quarter credits; by default AMA PRA
    Category 1 and participation, a quarter credit each. It expires long after `NOW`.
    """
    number = next(_numbers)
    defaults = {
        "slug": f"course-{number}",
        "title": f"Course {number}",
        "short_title": f"Part {number}",
        "estimated_minutes": 15,
        "released_on": date(2025, 1, 7),
        "reviewed_on": date(2026, 1, 7),
        "expires_on": date(2028, 12, 31),
        "published_at": datetime(2025, 1, 7, tzinfo=UTC),
    }
    course = Course.objects.create(series=series or make_series(), **{**defaults, **fields})
    make_video(course=course, seconds=seconds)
    if test:
        make_test(
            course=course, questions=questions, pass_percent=pass_percent, max_attempts=max_attempts
        )
    make_evaluation(course=course)
    for code, quarters in (offers or {"ama-pra-1": 1, "participation": 1}).items():
        credit_type = CreditType.objects.get(code=code)
        CreditOffer.objects.create(course=course, credit_type=credit_type, max_quarters=quarters)
    return course


def make_video(*, course: Course, seconds: int = 100, version: int = 1) -> Video:
    """Return a recording without a file in storage; only its length is true."""
    return Video.objects.create(
        course=course,
        version=version,
        title=course.title,
        file=f"video/{course.slug}-{version}.mp4",
        seconds=seconds,
        sha256=f"{course.pk}-{version}",
        released_at=STARTED_AT,
    )


def make_test(
    *,
    course: Course,
    questions: int = 3,
    pass_percent: int = 60,
    max_attempts: int | None = None,
    version: int = 1,
    released: bool = True,
    topics: Sequence[str] = ("",),
    **fields: Any,
) -> Assessment:
    """Return a test of `questions` with four choices each; the right one is not always the first.

    `topics` are given to the questions in turn; `released=False` leaves it to be written.

    Texts name what they are ("Right 2", "Wrong 2a", "Rationale 2"), so that a page can be searched.
    """
    assessment = Assessment.objects.create(
        course=course,
        version=version,
        pass_percent=pass_percent,
        max_attempts=max_attempts,
        digest=f"test-{course.pk}-{version}" if released else "",
        **fields,
    )
    for position in range(1, questions + 1):
        topic = topics[(position - 1) % len(topics)]
        _make_question(assessment=assessment, position=position, topic=topic)
    if released:
        assessment.released_at = STARTED_AT
        assessment.save(update_fields=["released_at"])
    return assessment


def _make_question(*, assessment: Assessment, position: int, topic: str) -> None:
    question = Question.objects.create(
        assessment=assessment,
        key=f"question-{position}",
        position=position,
        stem=f"Stem {position}?",
        rationale=f"Rationale {position}.",
        citation=f"Citation {position}.",
        video_second=30 * position + 5,
        topic=topic,
    )
    texts = [f"Wrong {position}{letter}" for letter in "abc"]
    texts.insert(position % 4, f"Right {position}")
    Choice.objects.bulk_create(
        Choice(question=question, position=place, text=text, is_correct=text.startswith("Right"))
        for place, text in enumerate(texts, start=1)
    )


def make_evaluation(*, course: Course, version: int = 1, released: bool = True) -> EvaluationForm:
    """Return an evaluation with one item of each kind; scale and one choice are required."""
    form = EvaluationForm.objects.create(
        course=course,
        version=version,
        digest=f"evaluation-{course.pk}-{version}" if released else "",
    )
    items = [
        ("scale", ItemKind.LIKERT, "I can name the signs.", True, LIKERT),
        ("bias", ItemKind.CHOICE, "Was it free of commercial bias?", True, ["Yes", "No"]),
        ("change", ItemKind.CHOICES, "What will you change?", False, ["Rooms", "Notes", "Nothing"]),
        ("comment", ItemKind.TEXT, "Anything else?", False, []),
    ]
    EvaluationItem.objects.bulk_create(
        EvaluationItem(
            form=form,
            key=key,
            position=place,
            kind=kind,
            prompt=prompt,
            required=required,
            options=options,
        )
        for place, (key, kind, prompt, required, options) in enumerate(items, start=1)
    )
    if released:
        form.released_at = STARTED_AT
        form.save(update_fields=["released_at"])
    return form


def enrol(*, user: User | None = None, course: Course | None = None) -> Enrolment:
    """Return an enrolment that began at `STARTED_AT` with nothing watched yet."""
    course = course or make_course()
    video, assessment, evaluation = (
        course.videos.get(),
        course.assessments.get(),
        course.evaluations.get(),
    )
    front_matter, _ = FrontMatter.objects.get_or_create(
        course=course, version=1, defaults={"digest": "front-matter-1", "document": {}}
    )
    enrolment = Enrolment.objects.create(
        user=user or make_user(),
        course=course,
        front_matter=front_matter,
        assessment=assessment,
        evaluation_form=evaluation,
        acknowledged_at=STARTED_AT,
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
    total = enrolment.assessment.questions.count()
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
    for question in enrolment.assessment.questions.all():
        choice = question.choices.get(is_correct=True)
        attempt.answers.create(question=question, choice=choice, answered_at=PASSED_AT)
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
