"""Bodies are read before a thread is taken: within their limit, in time, and within the room there is."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from pytest_django import DjangoDbBlocker

from accounts.client_address import network_of
from accounts.sessions import SessionStore
from portal import body_limits
from portal.body_files import Room
from portal.body_limits import BodyRefused
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import (
    body_of,
    database_environment,
    exchange,
    head_of,
    serve,
    told_by,
)

MIB = 1024 * 1024
NO_COOKIE = "X-None: x"
pytestmark = pytest.mark.django_db
CHUNKED = "Transfer-Encoding: chunked"


def cookie_of(key: str | None) -> str:
    return f"Cookie: a=b; {settings.SESSION_COOKIE_NAME}={key}"


@pytest.fixture(scope="module")
def cookies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """Return what those send who are signed in, are not, were, or only say so."""
    with django_db_blocker.unblock():
        sessions = {who: SessionStore() for who in ("signed in", "stranger", "expired")}
        for who, session in sessions.items():
            session["x" if who == "stranger" else SESSION_KEY] = "1"
            session.save()
        rows = Session.objects.filter(pk__in=[each.session_key for each in sessions.values()])
        rows.filter(pk=sessions["expired"].session_key).update(expire_date="2020-01-01T00:00Z")
        try:
            found = {who: cookie_of(session.session_key) for who, session in sessions.items()}
            key = sessions["signed in"].session_key
            odd = f"Cookie: not-{settings.SESSION_COOKIE_NAME}={key}"
            forged = {"none": NO_COOKIE, "another": odd}
            yield found | forged | {"forged": cookie_of("x" * 32)}
        finally:
            rows.delete()


@pytest.fixture(scope="module")
def port(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[int]:
    with django_db_blocker.unblock():
        environment = database_environment(tmp_path_factory.mktemp("data"))
    port = free_port()
    with serve(port, "rsgi", "tests.portal.front_echo:application", **environment):
        yield port


def head(path: str, *headers: str, method: str = "POST") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def asked(port: int) -> int:
    """How often the application behind the front was asked, this time not counted."""
    return int(told_by(exchange(port, head("/echo/", method="GET")))["asked"])


@pytest.mark.parametrize(
    ("path", "who", "most"),
    [
        ("/watch/beat/", "none", 64 * 1024),
        ("/accounts/login/", "signed in", 3 * MIB),
        ("/admin/import/", "signed in", 55_000_000),
        ("/admin/upload/0/", "signed in", 9 * MIB),
        ("/admin/import/", "none", 3 * MIB),
        ("/admin/upload/0/", "none", 3 * MIB),
        ("/admin/import/", "stranger", 3 * MIB),
        ("/admin/import/", "expired", 3 * MIB),
        ("/admin/import/", "forged", 3 * MIB),
        ("/admin/import/", "another", 3 * MIB),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(
    port: int, cookies: dict[str, str], path: str, who: str, most: int
) -> None:
    before = asked(port)
    answer = exchange(port, head(path, cookies[who], f"Content-Length: {most + 1}"))
    status, headers = head_of(answer)
    assert status == 413
    assert "too large to send" in body_of(answer).decode()
    assert dict(headers)["x-content-type-options"] == "nosniff"
    assert "camera=()" in dict(headers)["permissions-policy"]
    assert asked(port) == before + 1
    assert body_limits.body_limit(path, signed_in=who == "signed in") == most


def test_what_can_be_no_session_is_not_looked_for() -> None:
    """PostgreSQL takes no NUL, which a cookie may spell."""
    assert body_limits.session_key([cookie_of(r'"\000aaaaaaaaa"').partition(" ")[2]]) == ""


@pytest.mark.parametrize("size", [4 * MIB, 40 * MIB])
def test_who_sends_too_much_hears_it_and_not_a_broken_line(port: int, size: int) -> None:
    answer = exchange(port, head("/accounts/login/", f"Content-Length: {size}"), bytes(size))
    assert head_of(answer)[0] == 413


def test_who_asks_first_hears_it_before_anything_is_sent(port: int) -> None:
    asks = head("/accounts/login/", f"Content-Length: {4 * MIB}", "Expect: 100-continue")
    # Without a “100 Continue” before it, which the server sends once its application reads.
    assert exchange(port, asks).startswith(b"HTTP/1.1 413 ")


def test_chunks_are_counted_as_they_come(port: int) -> None:
    chunk = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    answer = exchange(port, head("/watch/beat/", CHUNKED), chunk, chunk, b"1\r\nx\r\n")
    assert head_of(answer)[0] == 413


@pytest.mark.parametrize("length", ["Content-Length: 100", CHUNKED])
def test_a_body_that_does_not_come_is_given_up_in_time(port: int, length: str) -> None:
    before, start = asked(port), time.monotonic()
    answer = exchange(port, head("/accounts/login/", length), b"3\r\nabc\r\n")
    assert head_of(answer)[0] == 408
    assert "did not arrive in time" in body_of(answer).decode()
    assert time.monotonic() - start >= 1
    assert asked(port) == before + 1


def test_a_large_body_may_take_longer_as_long_as_it_comes(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        start = time.monotonic()
        connection.sendall(head("/accounts/login/", "Content-Length: 900000"))
        for _ in range(9):
            time.sleep(0.2)
            connection.sendall(bytes(100_000))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert told_by(answer)["size"] == 900_000
    assert time.monotonic() - start > 1.5, "It came within the time that small ones have."


@pytest.mark.parametrize("length", ["Content-Length: 100", CHUNKED])
def test_half_a_body_whose_sender_left_reaches_nobody(port: int, length: str) -> None:
    before = asked(port)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head("/accounts/login/", length) + b"3\r\nabc\r\n")
    time.sleep(0.3)
    assert asked(port) == before + 1


def test_who_stops_sending_is_told_soon_however_fast_the_start_was(port: int) -> None:
    """By the average alone, 1.9 MB at once would have bought 9 s."""
    start = time.monotonic()
    large = head("/accounts/login/", "Content-Length: 2000000")
    assert head_of(exchange(port, large, bytes(1_900_000)))[0] == 408
    assert time.monotonic() - start < 6


@pytest.mark.parametrize("first", [b"", b"11171\r\n" + bytes(70_001) + b"\r\n"], ids=["", "late"])
def test_a_body_of_crumbs_is_refused(port: int, first: bytes) -> None:
    answer = exchange(port, head("/accounts/login/", CHUNKED), first, b"1\r\na\r\n" * 2049)
    assert head_of(answer)[0] == 408


def test_a_large_body_in_small_chunks_arrives_whole(port: int) -> None:
    chunk = b"3e8\r\n" + bytes(1000) + b"\r\n"
    answer = exchange(port, head("/accounts/login/", CHUNKED), chunk * 400 + b"0\r\n\r\n")
    assert told_by(answer)["size"] == 400_000


def test_trailers_are_refused_with_a_sentence(port: int) -> None:
    """The server tells of them as of a body that broke off."""
    sent = b"1\r\na\r\n0\r\nX-Trailer: a\r\n\r\n"
    answer = exchange(port, head("/accounts/login/", CHUNKED, "Trailer: X-Trailer"), sent)
    assert head_of(answer)[0] == 400
    assert "did not arrive whole" in body_of(answer).decode()


@contextmanager
def half_sent(port: int, sizes: list[int], path: str, *headers: str) -> Iterator[None]:
    with ExitStack() as stack:
        for size in sizes:
            half = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            half.sendall(head(path, *headers, f"Content-Length: {size + 9}") + bytes(size))
        time.sleep(0.3)
        yield
    time.sleep(0.3)


def test_what_a_client_takes_of_the_disk_has_a_bound_and_is_given_back(port: int) -> None:
    """The server of this test keeps at most 8 MB: 2 MB of one client."""
    large = head("/accounts/login/", "Content-Length: 500000") + bytes(500_000)
    for _try in range(5):  # the halves may be read late, and are given up after a second
        with half_sent(port, [900_000, 900_000], "/accounts/login/"):
            status, headers = head_of(exchange(port, large))
            small = head("/accounts/login/", "Content-Length: 1000") + bytes(1000)
            assert told_by(exchange(port, small))["size"] == 1000
        if status == 503:
            break
    assert status == 503
    assert "retry-after" in dict(headers)
    for _try in range(20):  # the server notices in its time that they are gone
        answer = exchange(port, large)
        if head_of(answer)[0] != 503:
            break
        time.sleep(0.3)
    assert told_by(answer)["size"] == 500_000


def test_forms_leave_room_for_what_the_signed_in_send() -> None:
    room = Room(8)
    for client in ("192.0.2.1", "192.0.2.2"):
        room.take(client, 2, signed_in=False)
    with pytest.raises(BodyRefused):
        room.take("192.0.2.3", 1, signed_in=False)
    room.take("192.0.2.3", 2, signed_in=True)
    with pytest.raises(BodyRefused):
        room.take("192.0.2.3", 1, signed_in=True)
    room.give_back("192.0.2.1", 2, signed_in=False)
    room.take("192.0.2.4", 2, signed_in=False)


@pytest.mark.parametrize("trusted", ["", "forwarded"])
def test_a_client_is_an_address_or_its_network(settings: Any, trusted: str) -> None:
    settings.TRUST_PROXY = trusted
    told = {"REMOTE_ADDR": "2001:db8::7", "HTTP_FORWARDED": "for=192.0.2.7"}
    assert network_of(told) == ("192.0.2.7" if trusted else "2001:db8::/64")
    assert network_of({"REMOTE_ADDR": ""}) == "unknown"


def test_no_place_takes_less_than_the_proxies_let_through() -> None:
    deploy = Path(settings.BASE_DIR) / "deploy"
    caddy = re.findall(r"max_size (\d+)MB", (deploy / "Caddyfile").read_text())
    nginx = re.findall(r"client_max_body_size (\d+)m;", (deploy / "nginx.conf").read_text())
    pieces, files, other = (int(size) * 1000 * 1000 for size in caddy)
    assert other <= body_limits.FORM
    assert pieces <= body_limits.PIECE
    assert files <= body_limits.STAFF_FILES
    assert [int(size) * MIB for size in nginx[:2]] == [body_limits.FORM, body_limits.PIECE]
    assert int(nginx[2]) * MIB <= body_limits.STAFF_FILES
