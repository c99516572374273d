"""The dashboard leads to one thing: what was begun, what follows it, another course, or the credit record."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from certificates.services.claims import claim_credit
from courses.models import Course
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PANEL = 'id="next-action"'


@pytest.fixture
def graduate(client: Client) -> User:
    """A learner who has completed a course."""
    enrolment = factories.evaluated()
    claim_credit(
        enrolment=enrolment, credit_type_code="ama-pra-1", quarters=1, attested=True, now=NOW
    )
    client.force_login(enrolment.user)
    return enrolment.user


@time_machine.travel(NOW, tick=False)
def test_who_has_completed_everything_is_led_to_the_credit_record(
    client: Client, graduate: User
) -> None:
    text = client.get("/dashboard/").text
    assert text.count(PANEL) == 1
    assert 'href="/credit-record/"><span>View credit record' in text


@time_machine.travel(NOW, tick=False)
def test_after_a_series_another_course_follows(client: Client, graduate: User) -> None:
    other = factories.make_course(series=factories.make_series())
    page = client.get("/dashboard/")
    assert page.context["next"].status.course == other
    assert "Another course" in page.text
    assert (page.text.count(PANEL), "all caught up" in page.text) == (1, False)


@time_machine.travel(NOW, tick=False)
def test_an_expired_course_is_nothing_to_go_on_with(client: Client, graduate: User) -> None:
    old = factories.make_course()
    Course.objects.filter(pk=old.pk).update(
        released_on=date(2025, 1, 1), expires_on=date(2026, 1, 1)
    )
    assert "all caught up" in client.get("/dashboard/").text


@time_machine.travel(NOW, tick=False)
def test_who_completed_nothing_is_not_said_to_be_done(client: Client) -> None:
    enrolment = factories.watched()
    type(enrolment).objects.update(closed_at=NOW)
    client.force_login(enrolment.user)
    text = client.get("/dashboard/").text
    assert ("all caught up" in text, PANEL in text) == (False, False)
