"""What is away is waited for by one thread; the others are told at once."""

import logging
import threading

import pytest
from django.db import OperationalError
from django.db.transaction import TransactionManagementError

from portal.outage import OneLine, Outage, is_of_database

AWAY = LookupError("it was away a moment ago")


def outage(pause: float = 0) -> Outage:
    return Outage("mail server", ConnectionError, pause=pause)


def fail(one: Outage) -> None:
    with pytest.raises(ConnectionError), one.trying(AWAY):
        raise ConnectionError("refused")


def test_everybody_tries_until_a_try_fails() -> None:
    one = outage()
    with one.trying(AWAY), one.trying(AWAY):
        pass


def test_after_a_failure_nobody_tries_for_a_while() -> None:
    one = outage(pause=60)
    fail(one)
    with pytest.raises(LookupError, match="a moment ago"), one.trying(AWAY):
        pytest.fail("It was tried.")


def test_then_one_tries_at_a_time() -> None:
    one = outage()
    fail(one)
    with one.trying(AWAY), pytest.raises(LookupError), one.trying(AWAY):
        pytest.fail("Two waited for it.")


def test_a_try_that_succeeds_ends_it() -> None:
    one = outage()
    fail(one)
    with one.trying(AWAY):
        pass
    with one.trying(AWAY), one.trying(AWAY):
        pass


def test_a_try_that_ends_otherwise_leaves_room_for_the_next() -> None:
    one = outage()
    fail(one)
    with pytest.raises(ZeroDivisionError), one.trying(AWAY):
        raise ZeroDivisionError
    with one.trying(AWAY):
        pass


def test_of_many_threads_one_probes() -> None:
    one, tried, told = outage(), [], []
    fail(one)
    inside, done = threading.Event(), threading.Event()

    def probe() -> None:
        with one.trying(AWAY):
            tried.append(1)
            inside.set()
            done.wait(60)

    first = threading.Thread(target=probe)
    first.start()
    inside.wait(60)
    for _ in range(5):
        try:
            with one.trying(AWAY):
                tried.append(1)
        except LookupError:
            told.append(1)
    done.set()
    first.join()
    assert (len(tried), len(told)) == (1, 5)


def test_both_its_ends_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    one = outage()
    fail(one)
    fail(one)
    with one.trying(AWAY):
        pass
    assert [record.message for record in caplog.records] == [
        "The mail server does not answer: refused",
        "The mail server answers again.",
    ]


def test_an_outage_of_the_database_is_known_below_a_library_too() -> None:
    with pytest.raises(TransactionManagementError) as raised:
        raise TransactionManagementError("broken") from OperationalError("gone")
    assert is_of_database(raised.value)
    assert not is_of_database(LookupError())
    assert not is_of_database(None)


@pytest.mark.parametrize(
    ("error", "kept"), [(OperationalError("gone"), False), (LookupError(), True)]
)
def test_its_requests_are_logged_without_a_traceback(error: Exception, kept: bool) -> None:
    facts = (type(error), error, None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s", ("/x/",), facts)
    assert OneLine().filter(record)
    assert bool(record.exc_info) is kept
    assert ("did not answer" in record.getMessage()) is not kept
