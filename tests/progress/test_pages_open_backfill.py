"""Records from before the clock was kept go on: their clock is the time from the start to the last day of watching."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from progress.models import Enrolment, Watch, WatchDay
from progress.services.watching import record_beat
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MIDNIGHT = datetime(2025, 3, 10, tzinfo=UTC)


def before(*, watched: int, started_at: datetime, last_day: datetime | None) -> Enrolment:
    enrolment = factories.enrol()
    Watch.objects.filter(enrolment=enrolment).update(watched=[(0, watched)], started_at=started_at)
    if last_day:
        WatchDay.objects.create(enrolment=enrolment, day=last_day.date(), seconds=watched)
    return enrolment


def fill() -> None:
    migration = import_module("progress.migrations.0003_pages_open")
    with connection.cursor() as cursor:
        cursor.execute(migration.FROM_THE_START)


def test_the_clock_runs_from_the_start_to_the_end_of_the_last_day_of_watching() -> None:
    before(watched=50, started_at=MIDNIGHT - DAY, last_day=MIDNIGHT)
    fill()
    assert Watch.objects.get().pages_open == [(MIDNIGHT - DAY, MIDNIGHT + DAY)]


def test_of_today_only_what_has_passed_counts() -> None:
    now = timezone.now()
    before(watched=50, started_at=now - 2 * DAY, last_day=now)
    fill()
    ((start, end),) = Watch.objects.get().pages_open
    assert (start, now - DAY < end <= timezone.now()) == (now - 2 * DAY, True)


def test_where_nothing_was_watched_no_time_has_passed() -> None:
    before(watched=0, started_at=MIDNIGHT, last_day=None)
    fill()
    assert Watch.objects.get().pages_open == []


def test_seconds_whose_days_are_no_longer_kept_have_their_time() -> None:
    before(watched=50, started_at=MIDNIGHT, last_day=None)
    fill()
    ((start, end),) = Watch.objects.get().pages_open
    assert (start, end > MIDNIGHT + DAY) == (MIDNIGHT, True)


def test_a_page_that_is_open_meanwhile_goes_on() -> None:
    now = timezone.now()
    enrolment = before(watched=50, started_at=now - timedelta(seconds=10), last_day=now)
    token = PageToken.open_for(enrolment=enrolment, now=now - timedelta(seconds=10))
    fill()
    later = now + timedelta(seconds=10)
    played = [(0, 90)]
    assert record_beat(token=token, segments=played, position=None, now=later).completed
