"""Attempts at the post-test: opened, answered, submitted and graded, each exactly once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courses.models import Choice
from progress.errors import NotEligible
from progress.models import Attempt, Enrolment
from progress.services.attempts import history_of, open_attempt, save_answers, submit_attempt
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def enrolment() -> Enrolment:
    return factories.watched()


@pytest.fixture
def attempt(enrolment: Enrolment) -> Attempt:
    return open_attempt(enrolment=enrolment, now=NOW)


def answers_to(attempt: Attempt, *, right: int) -> dict[int, int]:
    """Answer every question; the first `right` of them rightly."""
    return {
        question.pk: question.choices.filter(is_correct=place < right)[0].pk
        for place, question in enumerate(attempt.assessment.questions.all())
    }


def submit(attempt: Attempt, *, right: int, now: datetime = NOW) -> Attempt:
    return submit_attempt(attempt=attempt, answers=answers_to(attempt, right=right), now=now)


def fail_once(enrolment: Enrolment) -> Attempt:
    return submit(open_attempt(enrolment=enrolment, now=NOW), right=0)


def refusal_of(work: Callable[[], object]) -> NotEligible:
    with pytest.raises(NotEligible) as refusal:
        work()
    return refusal.value


def limited(attempts: int) -> Enrolment:
    return factories.watched(course=factories.make_course(max_attempts=attempts))


def test_the_test_opens_when_the_share_is_watched() -> None:
    refusal = refusal_of(lambda: open_attempt(enrolment=factories.enrol(), now=NOW))
    assert refusal.code == "not_watched"
    assert refusal.url.endswith("/learn/")


def test_an_attempt_opened_twice_is_one_attempt(enrolment: Enrolment) -> None:
    first = open_attempt(enrolment=enrolment, now=NOW)
    assert open_attempt(enrolment=enrolment, now=LATER) == first
    assert Attempt.objects.get().started_at == NOW


def test_an_attempt_keeps_the_version_that_the_learner_began_with(enrolment: Enrolment) -> None:
    factories.make_test(course=enrolment.course, version=2)
    assert open_attempt(enrolment=enrolment, now=NOW).assessment.version == 1


def test_after_a_fail_the_next_attempt_has_the_next_number(enrolment: Enrolment) -> None:
    fail_once(enrolment)
    assert open_attempt(enrolment=enrolment, now=NOW).number == 2


def test_after_a_pass_no_attempt_opens() -> None:
    passed = factories.passed()
    refusal = refusal_of(lambda: open_attempt(enrolment=passed, now=NOW))
    assert refusal.code == "already_passed"
    assert Attempt.objects.count() == 1


def test_exhausted_attempts_say_whom_to_ask() -> None:
    enrolment = limited(1)
    fail_once(enrolment)
    refusal = refusal_of(lambda: open_attempt(enrolment=enrolment, now=NOW))
    assert refusal.code == "attempts_exhausted"
    assert "education@example.org" in refusal.message


def test_a_closed_enrolment_opens_no_attempt(enrolment: Enrolment) -> None:
    Enrolment.objects.update(closed_at=NOW)
    refusal = refusal_of(lambda: open_attempt(enrolment=enrolment, now=NOW))
    assert refusal.code == "enrolment_closed"


def test_a_later_answer_takes_the_place_of_the_earlier(attempt: Attempt) -> None:
    question = attempt.assessment.questions.all()[0]
    for choice in question.choices.all():
        save_answers(attempt=attempt, answers={question.pk: choice.pk}, now=NOW)
    assert attempt.answers.get().choice == question.choices.last()


def test_saving_one_answer_leaves_the_others_alone(attempt: Attempt) -> None:
    for question, choice in answers_to(attempt, right=1).items():
        answered = save_answers(attempt=attempt, answers={question: choice}, now=NOW)
    assert answered == 3
    assert dict(attempt.answers.values_list("question", "choice")) == answers_to(attempt, right=1)


@pytest.mark.parametrize("with_its_question", [True, False])
def test_a_choice_of_another_test_is_refused(attempt: Attempt, with_its_question: bool) -> None:
    question = attempt.assessment.questions.all()[0]
    other = factories.make_test(course=attempt.enrolment.course, version=2).questions.all()[0]
    answers = {(other if with_its_question else question).pk: other.choices.all()[0].pk}
    refusal = refusal_of(lambda: save_answers(attempt=attempt, answers=answers, now=NOW))
    assert refusal.code == "unknown_choice"
    assert not attempt.answers.exists()


def test_a_choice_of_another_question_is_refused(attempt: Attempt) -> None:
    first, second, *_ = attempt.assessment.questions.all()
    answers = {first.pk: second.choices.all()[0].pk}
    refusal = refusal_of(lambda: submit_attempt(attempt=attempt, answers=answers, now=NOW))
    assert refusal.code == "unknown_choice"


@pytest.mark.parametrize(("right", "passed"), [(0, False), (1, False), (2, True), (3, True)])
def test_the_server_grades_against_the_pass_mark(
    attempt: Attempt, right: int, passed: bool
) -> None:
    graded = submit(attempt, right=right)
    assert (graded.correct, graded.questions, graded.passed) == (right, 3, passed)
    assert graded.submitted_at == NOW


def test_answers_saved_earlier_count_when_the_rest_is_submitted(attempt: Attempt) -> None:
    answers = answers_to(attempt, right=3)
    question, choice = answers.popitem()
    save_answers(attempt=attempt, answers={question: choice}, now=NOW)
    assert submit_attempt(attempt=attempt, answers=answers, now=NOW).correct == 3


def test_an_unanswered_question_is_refused_and_nothing_is_graded(attempt: Attempt) -> None:
    answers = answers_to(attempt, right=3)
    answers.popitem()
    refusal = refusal_of(lambda: submit_attempt(attempt=attempt, answers=answers, now=NOW))
    assert refusal.code == "unanswered"
    assert Attempt.objects.get().submitted_at is None


def test_a_second_submission_returns_the_result_that_stands(attempt: Attempt) -> None:
    submit(attempt, right=1)
    again = submit(attempt, right=3, now=LATER)
    assert (again.correct, again.passed, again.submitted_at) == (1, False, NOW)
    assert Enrolment.objects.get().test_passed_at is None


def test_a_pass_is_dated_once(attempt: Attempt) -> None:
    submit(attempt, right=3)
    submit(attempt, right=3, now=LATER)
    assert Enrolment.objects.get().test_passed_at == NOW


def test_a_submitted_attempt_takes_no_more_answers(attempt: Attempt) -> None:
    submit(attempt, right=1)
    answers = answers_to(attempt, right=3)
    refusal = refusal_of(lambda: save_answers(attempt=attempt, answers=answers, now=LATER))
    assert refusal.code == "attempt_submitted"
    assert dict(attempt.answers.values_list("question", "choice")) == answers_to(attempt, right=1)


def test_nothing_is_added_to_a_closed_enrolment(attempt: Attempt) -> None:
    Enrolment.objects.update(closed_at=NOW)
    refusal = refusal_of(lambda: submit(attempt, right=3))
    assert refusal.code == "enrolment_closed"
    assert not attempt.answers.exists()


def test_every_attempt_is_kept_with_its_answers(enrolment: Enrolment) -> None:
    fail_once(enrolment)
    submit(open_attempt(enrolment=enrolment, now=NOW), right=3)
    assert [a.correct for a in history_of(enrolment).submitted] == [3, 0]
    assert [a.answers.count() for a in Attempt.objects.all()] == [3, 3]


def test_attempts_left_are_counted_down_to_none() -> None:
    enrolment = limited(2)
    left = [history_of(enrolment).left]
    for _ in range(2):
        fail_once(enrolment)
        left.append(history_of(enrolment).left)
    assert left == [2, 1, 0]


def test_without_a_limit_nothing_is_counted_down(enrolment: Enrolment) -> None:
    fail_once(enrolment)
    assert history_of(enrolment).left is None


def test_a_used_choice_cannot_be_deleted(attempt: Attempt) -> None:
    submit(attempt, right=3)
    with pytest.raises(Exception, match="protected foreign keys"):
        Choice.objects.filter(is_correct=True).delete()
