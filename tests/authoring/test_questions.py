"""Questions of the version being written: added, saved, copied, moved, removed; positions without gaps."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.errors import Refused
from authoring.services.questions import (
    add_question,
    add_questions,
    duplicate_question,
    move_question,
    remove_question,
    save_question,
)
from courses.models import Assessment, Choice, Course
from courses.services.question_content import QuestionContent, content_of
from publishing.services.version_checks import gaps_of_test
from tests import factories

WHERE = QuestionContent("Where?", ("Here", "There"), 1, "Because.", "A book.", 65, "Setting")


def draft_of(questions: int = 3) -> Assessment:
    course = factories.make_course(seconds=400)
    return factories.make_test(course=course, version=2, questions=questions, released_at=None)


def keys(test: Assessment) -> list[str]:
    return [question.key for question in test.questions.all()]


def positions(test: Assessment) -> list[int]:
    return [question.position for question in test.questions.all()]


@pytest.mark.django_db
def test_a_question_is_added_empty_and_written_later() -> None:
    test = draft_of()
    question = add_question(course=test.course)
    assert (question.position, question.stem, question.key) == (4, "", "question-4")
    save_question(question, WHERE)
    assert content_of(test.questions.get(position=4)) == QuestionContent(
        **{name: getattr(WHERE, name) for name in WHERE.__slots__} | {"key": "question-4"}
    )


@pytest.mark.django_db
def test_choices_that_stay_the_same_keep_their_rows() -> None:
    question = draft_of().questions.all()[0]
    before = list(Choice.objects.values_list("pk", flat=True))
    save_question(question, content_of(question))
    assert list(Choice.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_a_copy_stands_behind_its_original_under_a_key_of_its_own() -> None:
    test = draft_of()
    original = test.questions.all()[0]
    copy = duplicate_question(course=test.course, question_id=original.pk)
    assert keys(test) == ["question-1", copy.key, "question-2", "question-3"]
    assert content_of(copy).asks == content_of(original).asks
    assert [gap.code for gap in gaps_of_test(test, 400)] == ["question_twice"]


@pytest.mark.django_db
def test_a_question_moves_by_one_and_stays_at_the_end() -> None:
    test = draft_of()
    first = test.questions.all()[0]
    move_question(course=test.course, question_id=first.pk, step=-1)
    assert keys(test) == ["question-1", "question-2", "question-3"]
    move_question(course=test.course, question_id=first.pk, step=1)
    assert keys(test) == ["question-2", "question-1", "question-3"]


@pytest.mark.django_db
def test_removing_twice_removes_one() -> None:
    test = draft_of()
    question = test.questions.all()[1]
    for _ in range(2):
        remove_question(course=test.course, question_id=question.pk)
    assert keys(test) == ["question-1", "question-3"]
    assert positions(test) == [1, 2]


@pytest.mark.django_db
def test_an_import_is_added_whole_at_the_end() -> None:
    test = draft_of()
    actor = factories.make_user()
    assert add_questions(course=test.course, contents=[WHERE, WHERE], actor=actor) == 2
    assert len(set(keys(test))) == 5
    assert positions(test) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda course, question: add_question(course=course),
        lambda course, question: duplicate_question(course=course, question_id=question),
        lambda course, question: remove_question(course=course, question_id=question),
        lambda course, question: move_question(course=course, question_id=question, step=1),
    ],
)
def test_without_a_version_being_written_nothing_is(
    write: Callable[[Course, int], object],
) -> None:
    course = factories.make_course()
    with pytest.raises(Refused) as refused:
        write(course, course.assessments.get().questions.all()[0].pk)
    assert refused.value.code == "not_being_written"


@pytest.mark.django_db
def test_a_question_of_another_course_is_not_there() -> None:
    other = draft_of().questions.all()[0]
    for write in (duplicate_question, lambda **named: move_question(step=1, **named)):
        with pytest.raises(Refused) as refused:
            write(course=draft_of().course, question_id=other.pk)
        assert refused.value.code == "gone"


@pytest.mark.django_db
def test_what_is_unfinished_is_told_by_its_question() -> None:
    test = draft_of(questions=0)
    assert [gap.code for gap in gaps_of_test(test, 400)] == ["test_missing"]
    question = add_question(course=test.course)
    assert [gap.code for gap in gaps_of_test(test, 400)] == [
        "stem_missing",
        "choices_too_few",
        "right_choice",
        "rationale_missing",
        "citation_missing",
        "second_missing",
    ]
    late = QuestionContent("Where?", ("Here", "There"), 1, "Because.", "A book.", 400)
    save_question(question, late)
    [gap] = gaps_of_test(test, 400)
    assert (gap.code, gap.row) == ("question_after_end", question.pk)
    assert "6:40 is after the end of the video" in gap.message


class Positions(TestCase):
    """Whatever is done in whatever order, positions run from 1 without a gap."""

    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.sampled_from(["copy", "up", "down", "drop"]), st.integers(0, 9))))
    def test_positions_stay_whole(self, steps: list[tuple[str, int]]) -> None:
        test = draft_of(questions=2)
        for act, place in steps:
            rows = list(test.questions.all())
            if not rows:
                break
            course, chosen = test.course, rows[place % len(rows)].pk
            match act:
                case "copy":
                    duplicate_question(course=course, question_id=chosen)
                case "drop":
                    remove_question(course=course, question_id=chosen)
                case _:
                    step = -1 if act == "up" else 1
                    move_question(course=course, question_id=chosen, step=step)
        assert positions(test) == list(range(1, test.questions.count() + 1))
