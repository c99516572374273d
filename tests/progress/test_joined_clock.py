"""Two accounts of one person become one: what they watched side by side completes nothing before its time."""

from datetime import datetime, timedelta

import pytest

from courses.models import Course
from progress.models import Enrolment, Watch
from progress.services.merging import absorb_enrolment
from progress.services.watching import Watched, record_beat
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
LENGTH = 180
REQUIRED = 160
"""So many seconds need 50 of clock, at double speed and with the minute of a record."""


def at(second: float) -> datetime:
    return factories.NOW + timedelta(seconds=second)


@pytest.fixture
def course() -> Course:
    return factories.make_course(seconds=LENGTH)


def watched(course: Course, start: int, end: int, *, opened: int) -> Enrolment:
    """Return an account's record of these seconds, which took it 20 of clock."""
    enrolment = factories.enrol(course=course)
    Watch.objects.filter(enrolment=enrolment).update(required_seconds=REQUIRED)
    enrolment.watch.refresh_from_db()
    token = PageToken.open_for(enrolment=enrolment, now=at(opened))
    record_beat(token=token, segments=[(start, end)], position=None, now=at(opened + 20))
    return enrolment


def join(kept: Enrolment, merged: Enrolment, second: float) -> Watch:
    absorb_enrolment(kept=kept, merged=merged, now=at(second))
    return Watch.objects.get(enrolment=kept)


def test_accounts_side_by_side_complete_nothing_until_the_time_has_passed(course: Course) -> None:
    mine, theirs = (watched(course, n, n + 90, opened=0) for n in (0, 90))
    watch = join(mine, theirs, 3600)
    assert (watch.seconds, watch.completed_at) == (LENGTH, None)
    page = PageToken.open_for(enrolment=watch.enrolment, now=at(3600))

    def play_on(second: float) -> Watched:
        return record_beat(token=page, segments=[(0, 10)], position=None, now=at(second))

    assert [play_on(second).completed for second in (3600, 3629, 3630)] == [False, False, True]
    assert Watch.objects.get().completed_at == at(3630)


def test_accounts_one_after_the_other_complete_when_they_are_joined(course: Course) -> None:
    mine = watched(course, 0, 90, opened=0)
    theirs = watched(course, 90, 180, opened=30)
    assert join(mine, theirs, 60).completed_at is None  # 40 seconds of clock
    third = watched(course, 0, 10, opened=100)
    assert join(mine, third, 200).completed_at == at(200)


def test_what_either_account_had_completed_stays_completed(course: Course) -> None:
    mine = watched(course, 0, 10, opened=0)
    theirs = watched(course, 0, 90, opened=0)
    Watch.objects.filter(enrolment=theirs).update(watched=[(0, LENGTH)], completed_at=at(30))
    assert join(mine, theirs, 60).completed_at == at(30)
