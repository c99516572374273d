"""How long a connection waits, and the question that the pool asks before it hands one out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from embedded import address
from embedded.address import check_alive, timeouts
from tests.portal.silent import frozen

pytestmark = pytest.mark.django_db
our_server = pytest.mark.skipif(
    bool(settings.DATABASE_URL), reason="The server that DATABASE_URL names cannot be frozen."
)


def connect(**parameters: Any) -> Any:
    return psycopg.connect(**(connection.get_connection_params() | parameters), autocommit=True)


@pytest.fixture
def lone() -> Iterator[Any]:
    """A connection outside Django's."""
    with connect() as made:
        yield made


@our_server
def test_a_connection_whose_server_is_frozen_is_not_handed_out(lone: Any) -> None:
    check_alive(lone)
    check_alive(lone)
    with (
        frozen(lone.info.backend_pid),
        pytest.raises(psycopg.OperationalError, match="silent"),
    ):
        check_alive(lone)
    assert lone.closed


def test_a_visitor_waits_for_seconds_and_a_command_as_long_as_it_takes() -> None:
    shown = []
    for work in (timeouts("web"), timeouts("command")):
        with connect(**work) as made:
            row = made.execute(
                "SELECT current_setting('statement_timeout'),"
                " current_setting('idle_in_transaction_session_timeout')"
            ).fetchone()
            shown.append(tuple(row))
    assert shown == [("10s", "30s"), ("0", "0")]


def test_a_pooler_gets_no_startup_parameter_that_it_refuses() -> None:
    assert "options" not in timeouts("web", pooler=True)
    assert "options" in timeouts("web")


def test_a_url_has_the_last_word() -> None:
    url = (
        "postgresql://ann@db.example.org/cme?connect_timeout=9&options=-c%20statement_timeout%3D1h"
    )
    entry = address.django_database(url, Path("/unused"), work="web")["OPTIONS"]
    assert entry["connect_timeout"] == "9"
    with connect(options=entry["options"]) as made:
        assert made.execute("SHOW statement_timeout").fetchone()[0] == "1h"
        assert made.execute("SHOW idle_in_transaction_session_timeout").fetchone()[0] == "30s"


def test_a_connection_whose_server_process_has_ended_is_not_handed_out() -> None:
    other = connection.copy()
    other.ensure_connection()
    check_alive(other.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        check_alive(other.connection)
    other.close()
