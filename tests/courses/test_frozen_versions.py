"""A released test or evaluation is never changed: the database refuses it, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from courses.models import Assessment, Choice, EvaluationForm, Question
from tests import factories

pytestmark = pytest.mark.django_db


def choices(test: Assessment) -> QuerySet[Choice]:
    return Choice.objects.filter(question__assessment=test)


def add_question(test: Assessment) -> Question:
    return test.questions.create(key="late", position=9, stem="Late?", rationale="", citation="")


CHANGES: dict[str, Callable[[Assessment, EvaluationForm], object]] = {
    "pass mark": lambda test, _: Assessment.objects.filter(pk=test.pk).update(pass_percent=1),
    "draw": lambda test, _: Assessment.objects.filter(pk=test.pk).update(draw=1),
    "taken back": lambda test, _: Assessment.objects.filter(pk=test.pk).update(released_at=None),
    "deleted": lambda test, _: test.delete(),
    "stem": lambda test, _: test.questions.update(stem="Another?"),
    "more": lambda test, _: add_question(test),
    "fewer": lambda test, _: test.questions.all()[0].delete(),
    "choice": lambda test, _: choices(test).update(text="x"),
    "key": lambda test, _: choices(test).filter(is_correct=True).update(is_correct=False),
    "less": lambda test, _: choices(test).filter(is_correct=False)[0].delete(),
    "added": lambda test, _: test.questions.all()[0].choices.create(position=9, text="Late"),
    "form": lambda _, form: EvaluationForm.objects.filter(pk=form.pk).update(version=9),
    "prompt": lambda _, form: form.items.update(prompt="Another?"),
    "item": lambda _, form: form.items.create(key="late", position=9, kind="text", prompt="Late?"),
    "without": lambda _, form: form.items.all()[0].delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_a_released_version(change: str) -> None:
    course = factories.make_course()
    test, form = course.assessments.get(), course.evaluations.get()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        CHANGES[change](test, form)


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "taken back"])
def test_a_version_that_is_being_written_takes_every_change(change: str) -> None:
    course = factories.make_course()
    test = factories.make_test(course=course, version=2, released_at=None)
    form = factories.make_evaluation(course=course, version=2, released_at=None)
    CHANGES[change](test, form)


def test_a_question_cannot_be_moved_into_or_out_of_a_released_version() -> None:
    course = factories.make_course()
    draft = factories.make_test(course=course, version=2, released_at=None)
    released = course.assessments.get(version=1)
    for source, goal in ((draft, released), (released, draft)):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            source.questions.filter(position=1).update(assessment=goal, position=9, key="moved")


@pytest.mark.parametrize("make", [factories.make_test, factories.make_evaluation])
def test_a_course_has_one_version_at_a_time_that_is_being_written(
    make: Callable[..., object],
) -> None:
    course = factories.make_course()
    make(course=course, version=2, released_at=None)
    with pytest.raises(IntegrityError, match="being_written"), transaction.atomic():
        make(course=course, version=3, released_at=None)


def test_positions_of_several_questions_move_in_one_statement() -> None:
    draft = factories.make_test(course=factories.make_course(), version=2, released_at=None)
    draft.questions.update(position=4 - F("position"))
    assert [question.key for question in draft.questions.all()] == [
        "question-3",
        "question-2",
        "question-1",
    ]
