"""The web server's connections: no statement is waited for longer than a visitor would."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from portal.postgres.base import Connection, at_most
from tests.live import PATIENCE
from tests.portal.silent import frozen

pytestmark = pytest.mark.django_db
NO_ANSWER = "no answer within 0.5 s"


@pytest.fixture
def web() -> Iterator[Connection]:
    with Connection.connect(**connection.get_connection_params(), autocommit=True) as made:
        yield made


def is_running(pid: int) -> bool:
    """Look, outside of a transaction, whose statements all see the processes of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_given_up_by_us_and_by_the_server(
    web: Connection,
) -> None:
    pid, until = web.info.backend_pid, time.monotonic() + PATIENCE
    with at_most(0.5), pytest.raises(psycopg.OperationalError, match=NO_ANSWER):
        web.execute("SELECT pg_sleep(3600)")
    assert web.closed
    while is_running(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.skipif(bool(settings.DATABASE_URL), reason="That server cannot be frozen.")
def test_a_frozen_server_is_given_up(web: Connection) -> None:
    with (
        frozen(web.info.backend_pid),
        at_most(0.5),
        pytest.raises(psycopg.OperationalError, match=NO_ANSWER),
    ):
        web.execute("SELECT 1")
    assert web.closed


def test_an_error_of_the_statement_leaves_the_connection_open(web: Connection) -> None:
    web.execute("SET statement_timeout = 50")
    with pytest.raises(psycopg.errors.QueryCanceled):
        web.execute("SELECT pg_sleep(3600)")
    assert web.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.errors.SyntaxError):
        web.execute("SELEC")
    assert not web.closed
