"""Sixteen requests at once open one attempt, grade it once, and send one evaluation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from progress.errors import NotEligible
from progress.models import Attempt, Enrolment, EvaluationResponse
from progress.services.attempts import open_attempt, submit_attempt
from progress.services.evaluations import submit_evaluation
from progress.status import CreditStatus
from tests import factories
from tests.certificates.test_claim_race import wait_until_they_wait

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 16
NOW = factories.NOW


def at_once[T](work: Callable[[Barrier, int], T]) -> list[T]:
    """Run `work` on sixteen connections; its barrier lets them all pass together."""
    barrier = Barrier(THREADS)

    def run(number: int) -> T:
        connection.ensure_connection()
        try:
            return work(barrier, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_sixteen_starts_at_once_open_one_attempt() -> None:
    enrolment = factories.watched()

    def start(barrier: Barrier, _: int) -> object:
        barrier.wait()
        return open_attempt(enrolment=enrolment, now=NOW).pk

    assert set(at_once(start)) == {Attempt.objects.get().pk}


def test_control_looking_first_and_then_opening_collides() -> None:
    enrolment = factories.watched()

    def start(barrier: Barrier, number: int) -> object:
        seen = enrolment.attempts.first()
        barrier.wait()
        try:
            return seen or Attempt.objects.create(
                enrolment=enrolment, assessment=enrolment.assessment, number=1, seed=number
            )
        except IntegrityError:
            return None

    assert at_once(start).count(None) == THREADS - 1


def test_sixteen_submissions_at_once_are_graded_once() -> None:
    attempt = open_attempt(enrolment=factories.watched(), now=NOW)
    questions = list(attempt.assessment.questions.prefetch_related("choices"))

    def submit(barrier: Barrier, number: int) -> int | None:
        answers = {question.pk: question.choices.all()[number % 4].pk for question in questions}
        barrier.wait()
        return submit_attempt(attempt=attempt, answers=answers, now=NOW).correct

    (correct,) = set(at_once(submit))
    assert correct is not None
    assert attempt.answers.filter(choice__is_correct=True).count() == correct
    assert Enrolment.objects.get().test_passed_at == (NOW if correct >= 2 else None)


def test_sixteen_evaluations_at_once_are_one() -> None:
    enrolment = factories.passed()

    def send(barrier: Barrier, number: int) -> bool:
        barrier.wait()
        return submit_evaluation(enrolment=enrolment, answers={"scale": number % 5}, now=NOW)

    assert at_once(send).count(True) == 1
    assert EvaluationResponse.objects.count() == 1


def test_control_asking_first_and_then_writing_stores_sixteen() -> None:
    enrolment = factories.passed()

    def send(barrier: Barrier, number: int) -> None:
        sent = Enrolment.objects.get(pk=enrolment.pk).evaluated_at
        barrier.wait()
        if sent is None:
            EvaluationResponse.objects.create(
                form=enrolment.evaluation_form, month=NOW.date().replace(day=1), answers={}
            )
            Enrolment.objects.filter(pk=enrolment.pk).update(evaluated_at=NOW)

    at_once(send)
    assert EvaluationResponse.objects.count() == THREADS


def while_the_last_is_submitted[T](work: Callable[[Enrolment], T]) -> T:
    """Run `work` on a connection of its own: it waits for the submission of the only attempt, which fails."""
    enrolment = factories.watched(course=factories.make_course(max_attempts=1))
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    answers = {
        question.pk: question.choices.filter(is_correct=False)[0].pk
        for question in attempt.assessment.questions.all()
    }

    def run() -> T:
        try:
            return work(enrolment)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            submit_attempt(attempt=attempt, answers=answers, now=NOW)
            worked = pool.submit(run)
            wait_until_they_wait(1)
        return worked.result()


def test_a_start_that_waited_for_the_last_submission_opens_no_further_attempt() -> None:
    def start(enrolment: Enrolment) -> str:
        try:
            return str(open_attempt(enrolment=enrolment, now=NOW).number)
        except NotEligible as refused:
            return refused.code

    assert while_the_last_is_submitted(start) == "attempts_exhausted"
    assert Attempt.objects.count() == 1


def test_control_what_is_read_with_the_lock_still_says_that_an_attempt_is_left() -> None:
    def start(enrolment: Enrolment) -> NotEligible | None:
        with transaction.atomic():
            locked = Enrolment.objects.with_content().select_for_update(of=("self",), no_key=True)
            row = locked.get(pk=enrolment.pk)
            return CreditStatus(row.course, row.user, row, NOW).exhausted

    assert while_the_last_is_submitted(start) is None
    row = Enrolment.objects.with_content().get()
    assert CreditStatus(row.course, row.user, row, NOW).exhausted
