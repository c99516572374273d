"""Eight connections that beat at once lose nothing; reading first and writing back loses much."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from progress.models import Watch, WatchDay
from progress.segments import normalise
from progress.services.watching import record_beat
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
