"""The order of choices: a permutation, the same within an attempt, another in the next; grading counts."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Assessment, Choice
from progress.models import Attempt
from progress.services.attempts import open_attempt, submit_attempt
from progress.services.test_paper import paper_of, results_of, shuffled
from tests import factories

NOW = factories.NOW
seeds = st.integers(0, 2**31 - 1)
choices = st.lists(st.integers(1, 10**9), min_size=2, max_size=6, unique=True).map(
    lambda ids: [Choice(pk=pk) for pk in ids]
)


@given(choices, seeds)
def test_shuffling_is_a_permutation(given_choices: list[Choice], seed: int) -> None:
    order = shuffled(given_choices, seed=seed)
    assert sorted(choice.pk for choice in order) == sorted(choice.pk for choice in given_choices)


@given(choices, seeds, st.randoms())
def test_the_order_depends_on_the_seed_alone(
    given_choices: list[Choice], seed: int, random: Random
) -> None:
    order = shuffled(given_choices, seed=seed)
    random.shuffle(given_choices)
    assert shuffled(given_choices, seed=seed) == order


def test_over_many_attempts_every_order_comes_up_about_equally_often() -> None:
    order_of = [Choice(pk=pk) for pk in (1, 2, 3)]
    firsts = [shuffled(order_of, seed=seed)[0].pk for seed in range(3000)]
    assert all(850 < firsts.count(pk) < 1150 for pk in (1, 2, 3))


@given(st.integers(1, 200), st.integers(1, 100))
def test_the_pass_mark_is_rounded_up_never_down(questions: int, percent: int) -> None:
    needed = Assessment(pass_percent=percent).correct_needed(questions)
    assert 100 * needed >= percent * questions > 100 * (needed - 1)
    assert 1 <= needed <= questions


@pytest.mark.django_db
def test_an_attempt_keeps_its_order() -> None:
    attempt = open_attempt(enrolment=factories.watched(), now=NOW)
    assert [item.choices for item in paper_of(attempt)] == [
        item.choices for item in paper_of(Attempt.objects.get())
    ]


@pytest.mark.django_db
def test_the_next_attempt_has_a_seed_of_its_own() -> None:
    enrolment = factories.watched(course=factories.make_course(questions=1))
    wrong = enrolment.assessment.questions.get().choices.filter(is_correct=False)[0]
    for _ in range(3):
        attempt = open_attempt(enrolment=enrolment, now=NOW)
        submit_attempt(attempt=attempt, answers={wrong.question_id: wrong.pk}, now=NOW)
    assert len(set(Attempt.objects.values_list("seed", flat=True))) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(4))
def test_grading_counts_the_right_choices_that_were_taken(place: int) -> None:
    attempt = open_attempt(enrolment=factories.watched(), now=NOW)
    answers = {item.question_id: item.choices[place][0] for item in paper_of(attempt)}
    graded = submit_attempt(attempt=attempt, answers=answers, now=NOW)
    assert graded.correct == Choice.objects.filter(pk__in=answers.values(), is_correct=True).count()
    assert graded.correct == 3 - len(results_of(graded, explained=False))


@pytest.mark.django_db
def test_before_they_are_explained_results_hold_no_right_answer_and_no_reason() -> None:
    attempt = open_attempt(enrolment=factories.watched(), now=NOW)
    answers = {
        question.pk: question.choices.filter(is_correct=question.position == 1)[0].pk
        for question in attempt.assessment.questions.all()
    }
    submit_attempt(attempt=attempt, answers=answers, now=NOW)
    hidden = results_of(attempt, explained=False)
    assert [(item.number, item.is_right, item.rationale, item.citation) for item in hidden] == [
        (2, False, "", ""),
        (3, False, "", ""),
    ]


@pytest.mark.django_db
def test_explained_results_hold_every_question_with_its_reason() -> None:
    shown = results_of(factories.passed().attempts.get(), explained=True)
    assert [item.number for item in shown] == [1, 2, 3]
    assert (shown[1].rationale, shown[1].citation) == ("Rationale 2.", "Citation 2.")
    assert shown[1].video_second == 65
