"""Pages for strangers over HTTP: from memory for strangers, and never for anybody else."""

import gzip
import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import brotli
import psycopg
import pytest

from tests.live import PATIENCE, LivePortal

SLUG, OTHER = "identification-and-response", "approaches-and-resources"
PATH = f"/courses/{SLUG}/"
HELP = "/help/"
SESSION = {"Cookie": "sessionid=of-somebody"}


class Visitor:
    """One connection, and so one process of the web server."""

    def __init__(self, portal: LivePortal) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=PATIENCE)
        self._host = f"localhost:{portal.port}"

    def ask(self, path: str = PATH, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", path, headers={"Host": self._host} | named)
        answer = self._connection.getresponse()
        return answer, answer.read()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def visitor(live_portal: LivePortal) -> Iterator[Visitor]:
    made = Visitor(live_portal)
    yield made
    made.close()


def one_value(portal: LivePortal, query: str, *values: Any) -> Any:
    with psycopg.connect(portal.database_url, autocommit=True) as connection:
        row = connection.execute(query.encode(), values).fetchone()
        return row and row[0]


@contextmanager
def renamed(portal: LivePortal, title: str) -> Iterator[None]:
    """Have the course under another title, changed behind the back of every process."""
    change = "UPDATE courses_course SET title = %s WHERE slug = %s RETURNING title"
    before = one_value(portal, "SELECT title FROM courses_course WHERE slug = %s", SLUG)
    one_value(portal, change, title, SLUG)
    try:
        yield
    finally:
        one_value(portal, change, before, SLUG)


def views_of_the_other(portal: LivePortal) -> int:
    """Count them of the course that no other test here looks at."""
    mine = "JOIN courses_course ON courses_course.id = course_id WHERE slug = %s"
    return one_value(portal, f"SELECT sum(views) FROM analytics_pageview {mine}", OTHER) or 0  # noqa: S608


def test_a_stranger_sees_a_change_within_seconds_and_who_has_a_session_at_once(
    live_portal: LivePortal, visitor: Visitor
) -> None:
    visitor.ask()
    with renamed(live_portal, "A title of this moment"):
        assert b"A title of this moment" in visitor.ask(**SESSION)[1]
        deadline = time.monotonic() + PATIENCE
        while b"A title of this moment" not in visitor.ask()[1]:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_only_a_strangers_page_is_packed_and_says_that_it_varies(visitor: Visitor) -> None:
    answer, body = visitor.ask(HELP, Accept_Encoding="gzip, br")
    own, own_body = visitor.ask(HELP, Accept_Encoding="identity", **SESSION)
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert answer.headers["Content-Encoding"] == "br"
    assert own.headers["Content-Encoding"] is None
    assert brotli.decompress(body) == own_body
    assert gzip.decompress(visitor.ask(HELP, Accept_Encoding="gzip")[1]) == own_body
    assert visitor.ask(HELP, Accept_Encoding="br;q=0")[1] == own_body
    assert answer.headers["Set-Cookie"] is None


def test_what_a_browser_has_it_is_not_sent_again(visitor: Visitor) -> None:
    for accepted in ("identity", "gzip", "br"):
        etag = visitor.ask(HELP, Accept_Encoding=accepted)[0].headers["ETag"]
        answer, body = visitor.ask(HELP, Accept_Encoding=accepted, If_None_Match=etag)
        assert (answer.status, body, answer.headers["ETag"]) == (304, b"", etag)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_view_is_counted_once_also_when_the_server_is_stopped(
    live_portal: LivePortal, visitor: Visitor
) -> None:
    before = views_of_the_other(live_portal)
    for _ in range(20):
        visitor.ask(f"/courses/{OTHER}/")
        visitor.ask(f"/courses/{OTHER}/", Sec_Purpose="prefetch;prerender")
    visitor.close()
    live_portal.restart_web()
    assert views_of_the_other(live_portal) == before + 20


def test_a_host_that_is_not_ours_is_refused_after_a_page_was_kept(visitor: Visitor) -> None:
    assert visitor.ask(HELP)[0].status == 200
    assert visitor.ask(HELP, Host="evil.example")[0].status == 400
    assert visitor.ask(HELP)[0].status == 200
