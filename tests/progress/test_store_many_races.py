"""Writers of many beats at once: none loses what another stored, and none waits in a circle."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from progress.models import Enrolment, Watch, WatchDay
from progress.services import watching
from progress.services.watching import Claim, store_many
from progress.tokens import PageToken
from tests import factories
from tests.progress.test_watching_races import LENGTH, each_threads_seconds, in_threads

pytestmark = pytest.mark.django_db(transaction=True)
_PATIENCE = 60


def enrol(number: int) -> list[Enrolment]:
    course = factories.make_course(seconds=LENGTH)
    return [factories.enrol(course=course) for _ in range(number)]


def claim(enrolment: Enrolment, second: int) -> Claim:
    token = PageToken.open_for(enrolment=enrolment, now=factories.NOW - timedelta(hours=1))
    return Claim.of(token, [(second, second + 1)], position=second, now=factories.NOW)


def batches_of_all(enrolments: list[Enrolment], store: Callable[[Sequence[Claim]], object]) -> int:
    """Let eight writers store every second of these learners in batches; return how many are kept."""

    def beats(number: int) -> None:
        for second in each_threads_seconds(number):
            store([claim(enrolment, second) for enrolment in enrolments])

    in_threads(beats)
    return sum(Watch.objects.values_list("seconds", flat=True))


def test_eight_writers_of_batches_with_the_same_learners_lose_no_second() -> None:
    enrolments = enrol(2)
    assert batches_of_all(enrolments, store_many) == 2 * LENGTH
    assert sum(WatchDay.objects.values_list("seconds", flat=True)) == 2 * LENGTH


def test_control_the_statement_without_its_lock_loses_seconds() -> None:
    unlocked = watching.RECORD.replace("FOR NO KEY UPDATE", "")

    def store(claims: Sequence[Claim]) -> None:
        run(unlocked, watching.parameters(claims))

    assert batches_of_all(enrol(1), store) < LENGTH


def run(statement: str, parameters: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def in_opposite_orders(
    enrolments: list[Enrolment], store: Callable[[list[Claim]], object]
) -> list[BaseException | None]:
    """Let two writers store the same three learners in opposite orders; return how each ended.

    The one in the middle is held until both wait: each then has what the other wants, if it takes its rows in
    the order that it was given.
    """

    def write(claims: list[Claim]) -> None:
        try:
            store(claims)
        finally:
            connection.close()

    claims = [claim(enrolment, 1) for enrolment in enrolments]
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Watch.objects.select_for_update().get(enrolment=enrolments[1])
            ends: list[Future[None]] = [pool.submit(write, c) for c in (claims, claims[::-1])]
            wait_until_waiting(2)
        return [end.exception(_PATIENCE) for end in ends]


def wait_until_waiting(number: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    pause = threading.Event()
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN"
                " (SELECT pid FROM pg_locks JOIN pg_database AS d ON d.oid = database"
                " WHERE d.datname = current_database())"
            )
            if cursor.fetchone()[0] >= number:
                return
        pause.wait(0.01)
    raise AssertionError("They do not wait for each other.")


def test_batches_in_opposite_orders_wait_for_each_other_and_never_in_a_circle() -> None:
    assert in_opposite_orders(enrol(3), store_many) == [None, None]
    assert Watch.objects.filter(seconds=1).count() == 3


def test_control_rows_taken_as_they_were_given_are_waited_for_in_a_circle() -> None:
    def store(claims: list[Claim]) -> None:
        arrays = watching.parameters(claims)
        ids = ",".join(str(claim.enrolment) for claim in claims)
        run(watching.RECORD, arrays | {"enrolments": f"{{{ids}}}"})

    ends = in_opposite_orders(enrol(3), store)
    assert [type(end) for end in ends if end] == [OperationalError]
    assert "deadlock detected" in str(next(filter(None, ends)))


def test_a_beat_is_judged_by_what_was_stored_while_it_waited() -> None:
    """Its record's clock was too short when it came; the beat for which it waits brings the time."""
    (enrolment,) = enrol(1)
    at = factories.NOW
    token = PageToken.open_for(enrolment=enrolment, now=at)
    first = Claim.of(token, [(0, 100)], position=None, now=at + timedelta(seconds=100))
    # 160 s in all need 50 s of clock: its own page, opened now, has 30.
    later = PageToken.open_for(enrolment=enrolment, now=at + timedelta(seconds=100))
    second = Claim.of(later, [(100, 220)], position=None, now=at + timedelta(seconds=130))
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        store_many([first])

        def write() -> object:
            try:
                return store_many([second])
            finally:
                connection.close()

        end = pool.submit(write)
        wait_until_waiting(1)
    assert end.result(_PATIENCE) == {enrolment.pk: ("{[0,220)}", 220, False)}


def test_a_batch_passes_over_a_record_that_is_locked_and_stores_the_others() -> None:
    held, free = enrol(2)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Watch.objects.select_for_update().get(enrolment=held)

        def write() -> object:
            try:
                return store_many([claim(held, 1), claim(free, 1)], passing_over_locked=True)
            finally:
                connection.close()

        assert pool.submit(write).result(_PATIENCE) == {free.pk: ("{[1,2)}", 1, False)}
    assert list(Watch.objects.filter(seconds=1).values_list("enrolment", flat=True)) == [free.pk]
