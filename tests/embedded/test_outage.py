"""A database that is away is waited for; what no waiting mends is said at once."""

import socket
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import psycopg
import pytest
from django.db import OperationalError

from embedded import outage
from embedded.address import connection_advice, is_away
from tests.outside import PASSWORD, OutsideServer, outside_server


@pytest.fixture(scope="module")
def server() -> Iterator[OutsideServer]:
    """A server that the tests of this file stop and start."""
    with outside_server() as server:
        yield server


def failure(url: str) -> psycopg.OperationalError:
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(url)
    return refused.value


def test_a_server_that_is_stopped_or_says_nothing_is_away(server: OutsideServer) -> None:
    server.stop()
    assert is_away(failure(server.url()))
    server.start()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert is_away(failure(f"{server.url(port=silent.getsockname()[1])}?connect_timeout=2"))


def test_a_server_that_is_about_to_stop_is_away(server: OutsideServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as guest:
        guest.execute("SELECT 1")
        server.stop_politely()  # and waits for its guest
        stopping = failure(server.url())
    server.stop()
    server.start()
    assert "shutting down" in str(stopping)
    assert is_away(stopping)


def test_a_connection_that_the_server_cuts_means_that_it_is_away(server: OutsideServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as cut:
        pid = cut.info.backend_pid
        server.ask(f"SELECT pg_terminate_backend({pid}, 5000)")
        for _ in ("told why", "gone"):
            with pytest.raises(psycopg.OperationalError) as ended:
                cut.execute("SELECT 1")
            assert is_away(ended.value)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (PASSWORD, "guess"),
        ("/postgres", "/nothing"),
        ("127.0.0.1", "nowhere.invalid"),
        ("?", "?sslmode=require"),
    ],
)
def test_what_no_waiting_mends_is_not_away(server: OutsideServer, right: str, wrong: str) -> None:
    url = f"{server.url()}?".replace(right, wrong)
    refused = failure(url)
    assert not is_away(refused)
    said = connection_advice(refused, url)
    assert said
    assert PASSWORD not in said
    with pytest.raises(psycopg.OperationalError):
        outage.outlast(partial(psycopg.connect, url))


def test_a_name_that_was_right_is_waited_for(server: OutsideServer) -> None:
    refused = failure(server.url().replace("127.0.0.1", "nowhere.invalid"))
    assert is_away(refused, was_there=True)
    assert not is_away(failure(server.url(database="nothing")), was_there=True)


def test_of_several_addresses_the_one_that_can_be_mended_is_named(server: OutsideServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hosts = f"127.0.0.1:{port},127.0.0.1:{server.port}"
    url = server.url().replace(f"127.0.0.1:{server.port}", hosts).replace(PASSWORD, "guess")
    refused = failure(url)
    assert not is_away(refused)
    assert "password authentication failed" in str(connection_advice(refused, url))


def test_an_error_of_a_statement_is_nobodys_outage(server: OutsideServer) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled) as slow:
        server.ask("SET statement_timeout = 1; SELECT pg_sleep(9)")
    assert not is_away(slow.value)
    assert connection_advice(slow.value, "") is None


def test_work_is_done_once_the_database_is_back(capsys: pytest.CaptureFixture[str]) -> None:
    tries = []

    def attempt() -> str:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise OperationalError from psycopg.OperationalError("Connection refused")
        return "done"

    assert outage.outlast(attempt) == "done"
    first, second = (after - before for before, after in pairwise(tries))
    assert (first >= 1, second >= 2) == (True, True), "the waits grow"
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "The database is away, and is waited for: Connection refused",
        "The database is back.",
    ]
