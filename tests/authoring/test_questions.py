"""What questions say: saved, brought from a file, and what is still missing."""

from dataclasses import replace

import pytest

from authoring.services.questions import add_questions, save_question
from authoring.services.version_rows import QUESTIONS
from courses.models import Assessment, Choice
from courses.services.question_content import QuestionContent, content_of
from providers.models import Provider
from tests import factories
from tests.authoring.kinds import keys, positions

pytestmark = pytest.mark.django_db
WHERE = QuestionContent("Where?", ("Here", "There"), 1, "Because.", "A book.", 65, "Setting")


def draft_of(questions: int = 3) -> Assessment:
    course = factories.make_course(seconds=400)
    return factories.make_test(course=course, version=2, questions=questions, released_at=None)


def gaps_of(test: Assessment) -> list[str]:
    return [error.code for error in QUESTIONS.errors(test, list(QUESTIONS.of(test)))]


def test_a_question_is_added_empty_and_written_later() -> None:
    test = draft_of()
    question = QUESTIONS.add(course=test.course)
    assert (question.position, question.stem, question.key) == (4, "", "question-4")
    save_question(question, WHERE)
    assert content_of(test.questions.get(position=4)) == QuestionContent(
        **{name: getattr(WHERE, name) for name in WHERE.__slots__} | {"key": "question-4"}
    )


def test_choices_that_stay_the_same_keep_their_rows() -> None:
    question = draft_of().questions.all()[0]
    before = list(Choice.objects.values_list("pk", flat=True))
    save_question(question, content_of(question))
    assert list(Choice.objects.values_list("pk", flat=True)) == before


def test_an_import_is_added_whole_at_the_end() -> None:
    test = draft_of()
    added = add_questions(course=test.course, contents=[WHERE, WHERE])
    assert [each.position for each in added] == [4, 5]
    assert len(set(keys(QUESTIONS, test.course))) == 5
    assert positions(QUESTIONS, test.course) == [1, 2, 3, 4, 5]
    assert content_of(test.questions.get(position=5)).choices == ("Here", "There")


def test_a_copy_is_asked_twice() -> None:
    test = draft_of()
    QUESTIONS.duplicate(course=test.course, row_id=test.questions.all()[0].pk)
    assert gaps_of(test) == ["question_twice"]


def test_what_the_provider_does_not_ask_for_is_not_to_do() -> None:
    test = draft_of()
    test.questions.filter(position=1).update(video_second=None, citation="")
    assert gaps_of(test) == ["citation_missing", "second_missing"]
    Provider.objects.update(optional_checks=["second_missing"])
    assert gaps_of(Assessment.objects.get(pk=test.pk)) == ["citation_missing"]


def test_what_is_unfinished_is_told_by_its_question() -> None:
    test = draft_of(questions=0)
    assert gaps_of(test) == ["test_missing"]
    question = QUESTIONS.add(course=test.course)
    assert gaps_of(test) == [
        "stem_missing",
        "choices_too_few",
        "right_choice",
        "rationale_missing",
        "citation_missing",
        "second_missing",
        *(["objective_unmeasured"] * 2),
    ]
    late = replace(WHERE, video_second=400, objectives=tuple(test.course.objectives))
    save_question(question, late)
    [error] = QUESTIONS.errors(test, list(QUESTIONS.of(test)))
    assert (error.code, error.row) == ("question_after_end", question.pk)
    assert "6:40 is after the end of the video" in error.message
