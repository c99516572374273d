"""Drawing: a subset of the right size, each topic fairly, the same within an attempt, fair over many."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.services.front_matter import front_matter_document
from progress.errors import NotEligible
from progress.models import Attempt, Enrolment
from progress.services.attempts import history_of, open_attempt, save_answers, submit_attempt
from progress.services.question_draw import draw
from progress.services.test_paper import paper_of, results_of
from tests import factories

NOW = factories.NOW
seeds = st.integers(0, 2**31 - 1)
topics = st.sampled_from(["", "law", "signs", "care"])
pools = st.lists(topics, min_size=1, max_size=30).map(lambda names: list(enumerate(names)))


@given(pools, st.integers(1, 40), st.booleans(), seeds)
def test_a_draw_is_a_subset_of_the_size_asked_for(
    pool: list[tuple[int, str]], count: int, by_topic: bool, seed: int
) -> None:
    drawn = draw(pool, count=count, by_topic=by_topic, seed=seed)
    assert len(drawn) == len(set(drawn)) == min(count, len(pool))
    assert set(drawn) <= {question for question, _ in pool}


@given(pools, st.integers(1, 40), seeds)
def test_topics_are_drawn_from_as_evenly_as_they_allow(
    pool: list[tuple[int, str]], count: int, seed: int
) -> None:
    topic_of, sizes = dict(pool), Counter(topic for _, topic in pool)
    taken = Counter(
        topic_of[question] for question in draw(pool, count=count, by_topic=True, seed=seed)
    )
    most = max(taken.values())
    assert all(taken[topic] >= min(size, most - 1) for topic, size in sizes.items())
    if count >= len(sizes):
        assert set(taken) == set(sizes)


@given(pools, st.integers(1, 40), st.booleans(), seeds, st.randoms())
def test_a_draw_depends_on_the_seed_alone(
    pool: list[tuple[int, str]], count: int, by_topic: bool, seed: int, random: Random
) -> None:
    drawn = draw(pool, count=count, by_topic=by_topic, seed=seed)
    random.shuffle(pool)
    assert draw(pool, count=count, by_topic=by_topic, seed=seed) == drawn


@pytest.mark.parametrize("by_topic", [False, True])
def test_over_many_attempts_every_question_is_asked_about_equally_often(by_topic: bool) -> None:
    pool = [(number, "ab"[number % 2]) for number in range(6)]
    drawn = [draw(pool, count=2, by_topic=by_topic, seed=seed) for seed in range(3000)]
    asked = Counter(question for each in drawn for question in each)
    first = Counter(each[0] for each in drawn)
    assert all(850 < asked[number] < 1150 for number in range(6))
    assert all(400 < first[number] < 600 for number in range(6))


@pytest.fixture
def enrolment() -> Enrolment:
    """A learner before a test that asks 4 of 12 questions, from 3 topics."""
    course = factories.make_course(test=False)
    factories.make_test(
        course=course, questions=12, topics=["law", "signs", "care"], draw=4, draw_by_topic=True
    )
    return factories.watched(course=course)


def answers_to(attempt: Attempt, *, right: int) -> dict[int, int]:
    return {
        question.pk: question.choices.filter(is_correct=place < right)[0].pk
        for place, question in enumerate(attempt.asked())
    }


@pytest.mark.django_db
def test_an_attempt_asks_what_was_drawn_and_goes_on_asking_it(enrolment: Enrolment) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    asked = [item.question_id for item in paper_of(attempt)]
    assert len(asked) == 4
    assert len({question.topic for question in attempt.asked()}) == 3
    again = open_attempt(enrolment=enrolment, now=NOW)
    assert [item.question_id for item in paper_of(again)] == asked == again.question_ids


@pytest.mark.django_db
def test_the_next_attempt_draws_anew(enrolment: Enrolment) -> None:
    draws = set()
    for _ in range(6):
        attempt = open_attempt(enrolment=enrolment, now=NOW)
        draws.add(tuple(attempt.question_ids or []))
        submit_attempt(attempt=attempt, answers=answers_to(attempt, right=0), now=NOW)
    assert len(draws) > 1


@pytest.mark.django_db
@pytest.mark.parametrize(("right", "passed"), [(2, False), (3, True)])
def test_grading_counts_what_was_asked(enrolment: Enrolment, right: int, passed: bool) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    assert history_of(enrolment).needed == 3  # 60 % of 4, rounded up
    graded = submit_attempt(attempt=attempt, answers=answers_to(attempt, right=right), now=NOW)
    assert (graded.correct, graded.questions, graded.passed) == (right, 4, passed)
    results = results_of(graded, explained=True)
    assert [result.number for result in results] == [1, 2, 3, 4]
    assert [result.stem for result in results] == [item.stem for item in paper_of(graded)]


@pytest.mark.django_db
def test_a_question_that_was_not_drawn_cannot_be_answered(enrolment: Enrolment) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    other = attempt.assessment.questions.exclude(pk__in=attempt.question_ids or [])[0]
    with pytest.raises(NotEligible) as refusal:
        save_answers(attempt=attempt, answers={other.pk: other.choices.all()[0].pk}, now=NOW)
    assert refusal.value.code == "unknown_choice"


@pytest.mark.django_db
def test_an_attempt_without_every_drawn_question_answered_is_not_graded(
    enrolment: Enrolment,
) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    answers = answers_to(attempt, right=4)
    answers.popitem()
    with pytest.raises(NotEligible) as refusal:
        submit_attempt(attempt=attempt, answers=answers, now=NOW)
    assert refusal.value.code == "unanswered"


@pytest.mark.django_db
def test_learners_are_told_what_is_asked_and_what_it_is_drawn_from(enrolment: Enrolment) -> None:
    elements = front_matter_document(enrolment.course)["elements"]
    told = next(each["lines"] for each in elements if each["key"] == "minimum-performance")
    assert told[0] == "Pass mark: 60%. That is 3 of the 4 questions asked, drawn from 12."


@pytest.mark.django_db
def test_without_a_draw_every_question_is_asked_in_its_order() -> None:
    attempt = open_attempt(enrolment=factories.watched(), now=NOW)
    assert attempt.question_ids is None
    assert [item.stem for item in paper_of(attempt)] == ["Stem 1?", "Stem 2?", "Stem 3?"]
