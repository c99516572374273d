"""Views of a course's page are counted, and nothing of who looked."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from analytics.models import PageView
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


def views() -> list[tuple[str, int]]:
    rows = PageView.objects.order_by("day").values_list("day", "views")
    return [(day.isoformat(), number) for day, number in rows]


def test_a_view_is_counted_on_the_day_of_the_provider(client: Client) -> None:
    address = factories.make_course().get_absolute_url()
    with time_machine.travel(datetime(2026, 11, 24, 5, 30, tzinfo=UTC), tick=False):
        assert client.get(address).status_code == 200
        client.get(address)
    with time_machine.travel(datetime(2026, 11, 24, 6, 30, tzinfo=UTC), tick=False):
        client.get(address)
    assert views() == [("2026-11-23", 2), ("2026-11-24", 1)]


def test_counting_sets_no_cookie(client: Client) -> None:
    answer = client.get(factories.make_course().get_absolute_url())
    assert not answer.cookies


def test_what_is_no_view_is_not_counted(client: Client) -> None:
    course = factories.make_course()
    address = course.get_absolute_url()
    client.head(address)
    client.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    client.get("/courses/nowhere/")
    client_of("manager", course.series.provider).get(address)
    assert views() == []
