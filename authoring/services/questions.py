"""Writing the questions of the version of a test that is being written, one idea a function."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, F, Max, Value, When

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from authoring.services.versions import copy_question, written_test
from courses.models import Assessment, Choice, Course, Question
from courses.services.question_content import QuestionContent, cleaned
from publishing.services.version_release import hold

MOST_QUESTIONS = 1000


@transaction.atomic
def add_question(*, course: Course) -> Question:
    """Add an empty question at the end, to be written. Raises `Refused`."""
    test = held_test(course)
    return _create(test, QuestionContent(), position=_last(test) + 1, key=FreeKeys(test).take())


@transaction.atomic
def add_questions(*, course: Course, contents: Sequence[QuestionContent], actor: User) -> int:
    """Add `contents` at the end, all or none of them, and return how many. Raises `Refused`."""
    test = held_test(course)
    last, keys = _last(test), FreeKeys(test)
    for position, content in enumerate(contents, start=last + 1):
        _create(test, cleaned(content), position=position, key=keys.take(content.key))
    provider = course.series.provider_id
    record(
        actor=actor,
        action="questions-imported",
        subject=test,
        provider=provider,
        questions=len(contents),
    )
    return len(contents)


def save_question(question: Question, content: QuestionContent) -> None:
    """Write what a question says; choices that stay the same keep their rows. Inside a transaction."""
    content = cleaned(content)
    Question.objects.filter(pk=question.pk).update(
        stem=content.stem,
        rationale=content.rationale,
        citation=content.citation,
        video_second=content.video_second,
        topic=content.topic,
    )
    now = [(text, place == content.right) for place, text in enumerate(content.choices)]
    if [(choice.text, choice.is_correct) for choice in question.choices.all()] == now:
        return
    question.choices.all().delete()
    _create_choices(question, content)


@transaction.atomic
def duplicate_question(*, course: Course, question_id: int) -> Question:
    """Add a copy of a question right behind it. Raises `Refused`."""
    test = held_test(course)
    source = _of(test, question_id)
    test.questions.filter(position__gt=source.position).update(position=F("position") + 1)
    return copy_question(source, test, position=source.position + 1, key=FreeKeys(test).take())


@transaction.atomic
def remove_question(*, course: Course, question_id: int) -> None:
    """Take a question out. Idempotent: one that is gone stays gone. Raises `Refused`."""
    test = held_test(course)
    if question := test.questions.filter(pk=question_id).first():
        question.delete()
        test.questions.filter(position__gt=question.position).update(position=F("position") - 1)


@transaction.atomic
def move_question(*, course: Course, question_id: int, step: int) -> None:
    """Move a question by one place, up (-1) or down (1); at the end it stays. Raises `Refused`."""
    test = held_test(course)
    question = _of(test, question_id)
    other = test.questions.filter(position=question.position + step).first()
    if other is None:
        return
    swapped = Case(
        When(pk=question.pk, then=Value(other.position)),
        When(pk=other.pk, then=Value(question.position)),
    )
    test.questions.filter(pk__in=[question.pk, other.pk]).update(position=swapped)


def held_test(course: Course) -> Assessment:
    """Return the version that is being written, held until the transaction ends."""
    hold(course)
    if test := written_test(course):
        return test
    raise Refused(
        "not_being_written", "No version is being written. Choose “Edit as a new version” first."
    )


def _of(test: Assessment, question_id: int) -> Question:
    if question := test.questions.filter(pk=question_id).first():
        return question
    raise Refused("gone", "That question is no longer there. Somebody may have removed it.")


def _create(test: Assessment, content: QuestionContent, *, position: int, key: str) -> Question:
    if position > MOST_QUESTIONS:
        raise Refused("too_many", f"A test holds at most {MOST_QUESTIONS} questions.")
    question = Question.objects.create(
        assessment=test,
        key=key,
        position=position,
        stem=content.stem,
        rationale=content.rationale,
        citation=content.citation,
        video_second=content.video_second,
        topic=content.topic,
    )
    _create_choices(question, content)
    return question


def _create_choices(question: Question, content: QuestionContent) -> None:
    Choice.objects.bulk_create(
        Choice(question=question, position=at, text=text, is_correct=at - 1 == content.right)
        for at, text in enumerate(content.choices, start=1)
    )


def _last(test: Assessment) -> int:
    return int(test.questions.aggregate(last=Max("position"))["last"] or 0)


class FreeKeys:
    """Keys for new questions that no version of this course's test has used: they tell questions apart."""

    def __init__(self, test: Assessment) -> None:
        rows = Question.objects.filter(assessment__course=test.course_id)
        self._used = set(rows.values_list("key", flat=True))

    def take(self, wanted: str = "") -> str:
        """Return `wanted` where it is free, else the next `question-…`; it is used from now on."""
        key, number = wanted, len(self._used)
        while not key or key in self._used:
            number += 1
            key = f"question-{number}"
        self._used.add(key)
        return key
