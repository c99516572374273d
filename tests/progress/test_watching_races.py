"""Eight connections that beat at once lose nothing and win nothing; reading first and writing back does both."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from progress.models import Watch, WatchDay
from progress.segments import count, normalise
from progress.services.watching import BeatRefused, record_beat, within_clock
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
LENGTH = 800


def in_threads(work: Callable[[int], None]) -> None:
    """Run `work(n)` on eight connections, all begun together."""
    barrier = Barrier(THREADS)

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))


def each_threads_seconds(number: int) -> list[int]:
    seconds = list(range(number, LENGTH, THREADS))
    random.Random(number).shuffle(seconds)
    return seconds


def test_eight_threads_of_shuffled_beats_lose_no_second() -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=LENGTH))
    token = PageToken.open_for(enrolment=enrolment, now=factories.NOW - timedelta(hours=1))

    def beats(number: int) -> None:
        for second in each_threads_seconds(number):
            segments = [(second, second + 1)]
            record_beat(token=token, segments=segments, position=second, now=factories.NOW)

    in_threads(beats)
    assert Watch.objects.get().watched == [(0, LENGTH)]
    assert WatchDay.objects.get().seconds == LENGTH


def test_control_reading_first_and_writing_back_loses_seconds() -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=LENGTH))

    def beats(number: int) -> None:
        for second in each_threads_seconds(number):
            watch = Watch.objects.get(enrolment=enrolment)
            watch.watched = normalise([*watch.watched, (second, second + 1)], length=LENGTH)
            watch.save(update_fields=["watched"])

    in_threads(beats)
    assert Watch.objects.get().seconds < LENGTH


MINUTES = [[(start, min(start + 60, 297))] for start in range(0, 297, 60)]
"""What five pages claim of a video of 297 seconds: each no more than the minute that its own clock gives it."""


def test_five_pages_at_once_do_not_outrun_their_record() -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=297))
    pages = [PageToken.open_for(enrolment=enrolment, now=factories.NOW) for _ in MINUTES]
    soon = factories.NOW + timedelta(milliseconds=200)

    def beats(number: int) -> None:
        for turn in range(len(pages)):
            one = (number + turn) % len(pages)
            with suppress(BeatRefused):
                record_beat(token=pages[one], segments=MINUTES[one], position=None, now=soon)

    in_threads(beats)
    watch = Watch.objects.get()
    assert (watch.seconds in {57, 60}, watch.completed_at) == (True, None)
    assert watch.pages_open == [(factories.NOW, soon)]


def test_control_reading_the_clock_first_lets_all_five_pages_through() -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=297))
    soon = factories.NOW + timedelta(milliseconds=200)
    all_have_read = Barrier(THREADS)

    def beats(number: int) -> None:
        claim = MINUTES[number % len(MINUTES)]
        watch = Watch.objects.get(enrolment=enrolment)
        assert within_clock(watch.seconds + count(claim), since=factories.NOW, now=soon)
        all_have_read.wait()
        with transaction.atomic():
            row = Watch.objects.select_for_update().get(enrolment=enrolment)
            Watch.objects.update(watched=normalise([*row.watched, *claim], length=297))

    in_threads(beats)
    assert Watch.objects.get().seconds == 297
