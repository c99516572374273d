"""The dashboard leads to one thing: what was begun, what follows it, another course, or the credit record."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from certificates.services.claims import claim_credit
from courses.models import Course
from portal.dashboard_page import SHOWN
from progress.services import next_course
from tests import factories
from tests.progress.pages import finish, url_of

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
    _expire(factories.make_course())
    assert "all caught up" in client.get("/dashboard/").text


@time_machine.travel(NOW, tick=False)
def test_who_completed_nothing_is_not_said_to_be_done(client: Client) -> None:
    enrolment = factories.watched()
    type(enrolment).objects.update(closed_at=NOW)
    client.force_login(enrolment.user)
    text = client.get("/dashboard/").text
    assert ("all caught up" in text, PANEL in text) == (False, False)


@time_machine.travel(NOW, tick=False)
def test_the_step_of_the_panel_is_not_offered_again_in_its_row(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    step = f'href="{url_of(enrolment)}"'
    assert client.get("/dashboard/").text.count(step) == 1


@time_machine.travel(NOW, tick=False)
def test_who_waits_for_another_attempt_is_not_said_to_be_done(
    client: Client, graduate: User
) -> None:
    failed = factories.watched(user=graduate, course=factories.make_course(max_attempts=1))
    finish(failed, right=0)
    text = client.get("/dashboard/").text
    assert "To ask for another, email" in text
    assert ("all caught up" in text, PANEL in text) == (False, False)


@time_machine.travel(NOW, tick=False)
def test_a_course_beyond_the_first_page_is_something_to_go_on_with(
    client: Client, graduate: User
) -> None:
    series = factories.make_series()
    _expire(
        *(factories.make_course(series=series, position=place) for place in range(1, SHOWN + 1))
    )
    still_open = factories.make_course(series=series, position=SHOWN + 1)
    for page in (client.get("/dashboard/"), client.get("/")):
        assert page.context["next"].status.course == still_open


@time_machine.travel(NOW, tick=False)
def test_what_is_over_does_not_hide_what_is_left(
    client: Client, graduate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home and dashboard look past as many expired courses as there are, begun or not."""
    monkeypatch.setattr(next_course, "_MOST", 1)
    left = factories.watched(user=graduate)
    _expire(*(factories.watched(user=graduate).course for _ in range(2)))
    for page in (client.get("/dashboard/"), client.get("/")):
        assert page.context["next"].status.course == left.course
    _expire(left.course)
    series = factories.make_series()
    _expire(*(factories.make_course(series=series, position=place) for place in (1, 2)))
    still_open = factories.make_course(series=series, position=3)
    for page in (client.get("/dashboard/"), client.get("/")):
        assert page.context["next"].status.course == still_open


def _expire(*courses: Course) -> None:
    Course.objects.filter(pk__in=[each.pk for each in courses]).update(
        released_on=date(2025, 1, 1), expires_on=date(2026, 1, 1)
    )
