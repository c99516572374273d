"""Views of a course's page are counted, and nothing of who looked."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.models import PageView
from analytics.services.page_views import count_page_views
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


def test_views_of_several_courses_are_counted_in_one_statement_each_on_its_own_day() -> None:
    here = factories.make_course()
    there = factories.make_course(
        provider=factories.make_provider(slug="there", time_zone="Pacific/Auckland")
    )
    gone = factories.make_new_course()
    views_of_gone = {gone.pk: 4}
    gone.delete()
    with time_machine.travel(datetime(2026, 11, 24, 5, 30, tzinfo=UTC), tick=False):
        count_page_views({here.pk: 1})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            count_page_views({there.pk: 3, here.pk: 2} | views_of_gone)
    assert len(asked) == 1
    assert views() == [("2026-11-23", 3), ("2026-11-24", 3)]
    assert PageView.objects.get(course=there).day.isoformat() == "2026-11-24"
