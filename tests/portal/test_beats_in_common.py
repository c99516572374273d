"""Beats that arrive together are stored together, and each is answered after the commit that holds it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from portal.front import beats as front
from portal.front.beats import Beats
from progress.models import Enrolment, Watch
from progress.tokens import PageToken
from tests import factories

_WAITING = "pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))"
pytestmark = pytest.mark.django_db(transaction=True)


def body_of(enrolment: Enrolment, *segments: tuple[int, int]) -> bytes:
    token = PageToken.open_for(enrolment=enrolment, now=timezone.now() - timedelta(hours=1))
    return json.dumps({"token": token.sign(), "segments": segments}).encode()


def enrol(number: int) -> list[Enrolment]:
    course = factories.make_course()
    return [factories.enrol(course=course) for _ in range(number)]


def using[T](work: Callable[[Beats], Awaitable[T]]) -> T:
    """Return what `work` returns in an event loop with beats in common, which are drained then."""

    async def run() -> T:
        beats = Beats(asyncio.get_running_loop())
        try:
            async with asyncio.timeout(60):
                return await work(beats)
        finally:
            await asyncio.to_thread(beats.drain)

    return asyncio.run(run())


class Holder:
    """Another connection that keeps records from being written, while it is held."""

    def __init__(self) -> None:
        self._connection = psycopg.connect(dsn())
        # The whole table: a record alone would be passed over.
        self._connection.execute("LOCK TABLE progress_watch IN SHARE MODE")

    def let_go(self) -> None:
        self._connection.close()

    async def wait_for_a_writer(self) -> None:
        """Return when the writer waits for the table."""
        with psycopg.connect(dsn(), autocommit=True) as looking:
            while True:
                found = looking.execute(f"SELECT FROM {_WAITING}", [self.pid])
                if found.rowcount:
                    return
                await asyncio.sleep(0.01)

    @property
    def pid(self) -> int:
        return self._connection.info.backend_pid


def dsn() -> str:
    settings = connection.settings_dict
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    given = {of: str(settings[name]) for name, of in names.items() if settings[name]}
    return psycopg.conninfo.make_conninfo(**given)


@pytest.fixture
def learners() -> list[Enrolment]:
    return enrol(3)


@pytest.fixture
def holder(learners: list[Enrolment]) -> Iterator[Holder]:
    """Whoever stores a beat of the first learner waits until it lets go."""
    holder = Holder()
    yield holder
    holder.let_go()


def test_a_beat_is_answered_with_the_record_that_is_stored(learners: list[Enrolment]) -> None:
    async def work(beats: Beats) -> list[bytes | None]:
        return [await beats.answer(body_of(learners[0], (0, n))) for n in (30, 95)]

    first, second = using(work)
    assert json.loads(first or "") == {"watched": [[0, 30]], "seconds": 30, "completed": False}
    assert json.loads(second or "") == {"watched": [[0, 95]], "seconds": 95, "completed": True}
    assert Watch.objects.get(enrolment=learners[0]).seconds == 95


def test_none_is_answered_before_the_commit_that_holds_it(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> None:
        held = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        later = [asyncio.ensure_future(beats.answer(body_of(e, (0, 30)))) for e in learners]
        await asyncio.sleep(0)
        assert not any(task.done() for task in [held, *later])
        holder.let_go()
        assert all([await held, *[await task for task in later]])

    using(work)
    assert {watch.seconds for watch in Watch.objects.all()} == {30}


def test_what_arrives_during_a_commit_is_stored_by_the_next_together(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> None:
        held = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        later = [asyncio.ensure_future(beats.answer(body_of(e, (0, 40)))) for e in learners]
        await asyncio.sleep(0)
        holder.let_go()
        await asyncio.gather(held, *later)

    using(work)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text) FROM progress_watch")
        assert cursor.fetchone() == (3, 1)  # each row names the transaction that wrote it


def test_a_third_beat_of_one_learner_goes_to_the_view_and_the_second_waits(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> list[bytes | None]:
        tasks = [asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 10))))]
        await holder.wait_for_a_writer()
        tasks += [
            asyncio.ensure_future(beats.answer(body_of(learners[0], (n, 50)))) for n in (20, 30)
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert [task.done() for task in tasks] == [False, False, True]
        holder.let_go()
        return [await task for task in tasks]

    first, second, third = using(work)
    assert [json.loads(first or "")["seconds"], json.loads(second or "")["seconds"]] == [10, 40]
    assert third is None


def test_what_the_record_refuses_is_left_to_the_view(learners: list[Enrolment]) -> None:
    Enrolment.objects.filter(pk=learners[0].pk).update(closed_at=timezone.now())

    async def work(beats: Beats) -> list[bytes | None]:
        bodies = [body_of(enrolment, (0, 30)) for enrolment in learners]
        return await asyncio.gather(*map(beats.answer, [*bodies, b"{"]))

    assert [answer and json.loads(answer)["seconds"] for answer in using(work)] == [
        *(None, 30, 30, None)
    ]


def test_a_beat_whose_client_has_gone_is_stored_and_hinders_nobody(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> bytes | None:
        gone = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        holder.let_go()
        return await beats.answer(body_of(learners[1], (0, 30)))

    assert using(work)
    assert Watch.objects.get(enrolment=learners[0]).seconds == 30


def test_when_the_database_fails_each_goes_to_the_view_and_the_next_is_stored(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> list[bytes | None]:
        held = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        with psycopg.connect(dsn(), autocommit=True) as ending:
            end = f"SELECT pg_terminate_backend(pid) FROM {_WAITING}"  # noqa: S608 - a constant
            ending.execute(end, [holder.pid])
        failed = await held
        holder.let_go()
        return [failed, await beats.answer(body_of(learners[1], (0, 30)))]

    failed, after = using(work)
    assert failed is None
    assert after
    assert Watch.objects.get(enrolment=learners[0]).seconds == 0


def test_draining_stores_what_waits_and_takes_no_more(
    learners: list[Enrolment], holder: Holder
) -> None:
    async def work(beats: Beats) -> None:
        held = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        waiting = [asyncio.ensure_future(beats.answer(body_of(e, (0, 40)))) for e in learners]
        await asyncio.sleep(0)
        drained = asyncio.ensure_future(asyncio.to_thread(beats.drain))
        holder.let_go()
        await drained
        assert all([await held, *[await task for task in waiting]])
        assert await beats.answer(body_of(learners[0], (0, 50))) is None

    using(work)
    assert {watch.seconds for watch in Watch.objects.all()} == {40}


def test_what_is_drained_after_the_loop_has_ended_is_stored_all_the_same(
    learners: list[Enrolment],
) -> None:
    loop = asyncio.new_event_loop()
    beats = Beats(loop)
    holder = Holder()
    task = loop.create_task(beats.answer(body_of(learners[0], (0, 30))))
    loop.run_until_complete(holder.wait_for_a_writer())
    task.cancel()
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
    holder.let_go()
    beats.drain()
    assert Watch.objects.get(enrolment=learners[0]).seconds == 30


def test_more_than_may_wait_go_to_the_view(
    learners: list[Enrolment], holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "MOST_WAITING", 1)

    async def work(beats: Beats) -> None:
        held = asyncio.ensure_future(beats.answer(body_of(learners[0], (0, 30))))
        await holder.wait_for_a_writer()
        waits = asyncio.ensure_future(beats.answer(body_of(learners[1], (0, 30))))
        await asyncio.sleep(0)
        assert await beats.answer(body_of(learners[2], (0, 30))) is None
        holder.let_go()
        assert await held
        assert await waits

    using(work)
