"""What watching leaves behind goes when its time is over; the record itself stays."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from progress.models import AdoptedPage, Watch, WatchDay
from progress.services.retention import (
    NONCES_KEPT,
    WATCH_DAYS_KEPT,
    purge_adopted_pages,
    purge_watch_days,
)
from progress.tasks import purge
from progress.tokens import LIFETIME
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)


def test_the_days_of_watching_go_and_what_was_watched_stays() -> None:
    enrolment = factories.watched()
    for day in (NOW - WATCH_DAYS_KEPT - DAY, NOW - WATCH_DAYS_KEPT):
        WatchDay.objects.create(enrolment=enrolment, day=day.date(), seconds=50)
    assert purge_watch_days(on=NOW.date()) == 1
    assert WatchDay.objects.get().day == (NOW - WATCH_DAYS_KEPT).date()
    assert Watch.objects.get().seconds == 100


def test_an_adopted_page_is_remembered_longer_than_its_token_lives() -> None:
    enrolment = factories.enrol()
    for ago in (NONCES_KEPT + DAY, LIFETIME):
        AdoptedPage.objects.create(nonce=uuid.uuid4(), enrolment=enrolment, opened_at=NOW - ago)
    assert purge_adopted_pages(now=NOW) == 1
    assert AdoptedPage.objects.get().opened_at == NOW - LIFETIME


@time_machine.travel(NOW, tick=False)
def test_the_nightly_task_purges_both() -> None:
    enrolment = factories.enrol()
    long_ago = NOW - timedelta(days=400)
    WatchDay.objects.create(enrolment=enrolment, day=long_ago.date(), seconds=50)
    AdoptedPage.objects.create(nonce=uuid.uuid4(), enrolment=enrolment, opened_at=long_ago)
    assert purge(timestamp=0) == (1, 1)
    assert purge(timestamp=0) == (0, 0)
