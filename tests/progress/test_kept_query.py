"""What the pages of a course ask for is built once for a thread, and says the same each time."""

import pytest

from progress.models import Enrolment
from progress.models.enrolment import enrolments_with_content
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_learner_gets_their_own_row_and_the_same_statement() -> None:
    for enrolment in (factories.enrol(), factories.passed(), factories.enrol()):
        asked = enrolments_with_content().filter(user=enrolment.user)
        plain = Enrolment.objects.with_content().filter(user=enrolment.user)
        assert str(asked.query) == str(plain.query)
        assert asked.get() == enrolment
        assert asked.get().told == plain.get().told


def test_it_keeps_no_rows() -> None:
    assert not enrolments_with_content().exists()
    enrolment = factories.enrol()
    assert list(enrolments_with_content()) == [enrolment]
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=factories.NOW)
    assert enrolments_with_content().get().closed_at == factories.NOW
