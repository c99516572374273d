"""A dump of the evaluations does not say in which order they were sent."""

import uuid
from datetime import date

import pytest
from django.db import connection

from progress.models import EvaluationResponse
from progress.tasks import reorder
from tests import factories

pytestmark = pytest.mark.django_db
# Sent in the opposite order of their keys.
KEYS = [uuid.UUID(int=number) for number in (3, 2, 1)]


@pytest.fixture(autouse=True)
def responses() -> None:
    form = factories.enrol().evaluation_form
    for key in KEYS:
        EvaluationResponse.objects.create(
            key=key, form=form, month=date(2026, 11, 1), answers={"comment": str(key)}
        )


def as_dumped() -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM progress_evaluationresponse ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]


def test_every_night_they_are_put_in_the_order_of_their_keys() -> None:
    assert as_dumped() == KEYS
    assert reorder(timestamp=0) == 3
    assert as_dumped() == sorted(KEYS)


def test_what_they_say_stays() -> None:
    reorder(timestamp=0)
    assert reorder(timestamp=0) == 3
    for response in EvaluationResponse.objects.all():
        assert response.answers == {"comment": str(response.key)}
