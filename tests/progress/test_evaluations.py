"""The evaluation is sent once, and leaves no trace of who sent it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from progress.errors import NotEligible
from progress.models import Enrolment, EvaluationResponse
from progress.services.evaluations import EvaluationAnswers, submit_evaluation
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
ANSWERS: EvaluationAnswers = {"scale": 3, "bias": 0, "change": [0, 2], "comment": "Clear."}


def send(
    enrolment: Enrolment, *, answers: EvaluationAnswers = ANSWERS, now: datetime = NOW
) -> bool:
    return submit_evaluation(enrolment=enrolment, answers=answers, now=now)


def test_an_evaluation_is_stored_and_noted_on_the_enrolment() -> None:
    enrolment = factories.passed()
    assert send(enrolment) is True
    assert EvaluationResponse.objects.get().answers == ANSWERS
    assert Enrolment.objects.get().evaluated_at == NOW


def test_a_second_evaluation_changes_nothing() -> None:
    enrolment = factories.passed()
    send(enrolment)
    assert send(enrolment, answers={"scale": 0}, now=NOW + timedelta(days=1)) is False
    assert EvaluationResponse.objects.get().answers == ANSWERS
    assert Enrolment.objects.get().evaluated_at == NOW


def test_a_response_has_a_key_a_version_a_month_and_answers_and_nothing_else() -> None:
    columns = {field.column for field in EvaluationResponse._meta.fields}
    assert columns == {"key", "form_id", "month", "answers"}


def test_keys_are_random_and_not_in_the_order_of_sending() -> None:
    for _ in range(2):
        send(factories.passed())
    assert {response.key.version for response in EvaluationResponse.objects.all()} == {4}


def test_the_month_is_the_one_where_the_provider_is() -> None:
    midnight_in_chicago = datetime(2026, 12, 1, 6, tzinfo=UTC)
    send(factories.passed(), now=midnight_in_chicago - timedelta(minutes=1))
    send(factories.passed(), now=midnight_in_chicago)
    months = set(EvaluationResponse.objects.values_list("month", flat=True))
    assert months == {date(2026, 11, 1), date(2026, 12, 1)}


def test_a_response_names_the_version_that_the_learner_began_with() -> None:
    enrolment = factories.passed()
    factories.make_evaluation(course=enrolment.course, version=2)
    send(enrolment)
    assert EvaluationResponse.objects.get().form.version == 1


@pytest.mark.parametrize(
    ("stage", "code"), [(factories.enrol, "not_watched"), (factories.watched, "not_passed")]
)
def test_an_evaluation_before_its_turn_is_refused(
    stage: Callable[[], Enrolment], code: str
) -> None:
    with pytest.raises(NotEligible) as refusal:
        send(stage())
    assert refusal.value.code == code
    assert not EvaluationResponse.objects.exists()


def test_an_evaluation_of_a_closed_enrolment_is_refused() -> None:
    enrolment = factories.passed()
    Enrolment.objects.update(closed_at=NOW)
    with pytest.raises(NotEligible) as refusal:
        send(enrolment)
    assert refusal.value.code == "enrolment_closed"
    assert not EvaluationResponse.objects.exists()


def test_a_server_whose_clock_is_behind_still_takes_the_evaluation() -> None:
    enrolment = factories.passed()
    assert send(enrolment, now=factories.PASSED_AT - timedelta(seconds=5)) is True
    assert Enrolment.objects.get().evaluated_at == factories.PASSED_AT


def test_a_response_that_cannot_be_stored_leaves_the_evaluation_to_be_sent() -> None:
    enrolment = factories.passed()
    with pytest.raises(TypeError, match="not JSON serializable"):
        send(enrolment, answers={"scale": object()})  # type: ignore[dict-item]
    assert Enrolment.objects.get().evaluated_at is None
