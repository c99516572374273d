"""Bodies are read before a thread is taken: within their limit, in time, and within the room there is."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from portal import body_limits
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import (
    body_of,
    echo_environment,
    exchange,
    head_of,
    serve,
    told_by,
)

MIB = 1024 * 1024
COOKIE = f"Cookie: {settings.SESSION_COOKIE_NAME}=x"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, environment = free_port(), echo_environment(tmp_path_factory.mktemp("data"))
    with serve(port, "rsgi", "tests.portal.front_echo:application", **environment):
        yield port


def head(path: str, *headers: str, method: str = "POST") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def asked(port: int) -> int:
    """How often the application behind the front was asked, this time not counted."""
    return int(told_by(exchange(port, head("/echo/", method="GET")))["asked"])


@pytest.mark.parametrize(
    ("path", "cookie", "most"),
    [
        ("/watch/beat/", "X-None: x", 64 * 1024),
        ("/accounts/login/", COOKIE, 3 * MIB),
        ("/admin/import/", COOKIE, 55_000_000),
        ("/admin/upload/0/", COOKIE, 9 * MIB),
        ("/admin/import/", "X-None: x", 3 * MIB),
        ("/admin/upload/0/", "X-None: x", 3 * MIB),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(
    port: int, path: str, cookie: str, most: int
) -> None:
    before = asked(port)
    answer = exchange(port, head(path, cookie, f"Content-Length: {most + 1}"))
    status, headers = head_of(answer)
    assert status == 413
    assert "too large to send" in body_of(answer).decode()
    assert dict(headers)["x-content-type-options"] == "nosniff"
    assert "camera=()" in dict(headers)["permissions-policy"]
    assert asked(port) == before + 1
    assert body_limits.body_limit(path, has_session=cookie == COOKIE) == most


@pytest.mark.parametrize("size", [4 * MIB, 40 * MIB])
def test_who_sends_too_much_hears_it_and_not_a_broken_line(port: int, size: int) -> None:
    answer = exchange(port, head("/accounts/login/", f"Content-Length: {size}"), bytes(size))
    assert head_of(answer)[0] == 413


def test_who_asks_first_hears_it_before_anything_is_sent(port: int) -> None:
    asks = head("/accounts/login/", f"Content-Length: {4 * MIB}", "Expect: 100-continue")
    start = time.monotonic()
    assert head_of(exchange(port, asks))[0] == 413
    assert time.monotonic() - start < 1


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
        connection.sendall(head("/accounts/login/", "Content-Length: 750000"))
        for _ in range(5):
            time.sleep(0.4)
            connection.sendall(bytes(150_000))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert told_by(answer)["size"] == 750_000
    assert time.monotonic() - start > 1.5, "It came within the time that small ones have."


@pytest.mark.parametrize("length", ["Content-Length: 100", CHUNKED])
def test_half_a_body_whose_sender_left_reaches_nobody(port: int, length: str) -> None:
    before = asked(port)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head("/accounts/login/", length) + b"3\r\nabc\r\n")
    time.sleep(0.3)
    assert asked(port) == before + 1


def test_what_large_bodies_take_of_the_disk_has_a_bound_and_is_given_back(port: int) -> None:
    """The server of this test keeps at most 4 MB."""
    halves = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(2)]
    for half in halves:
        half.sendall(head("/admin/import/", COOKIE, "Content-Length: 2000000") + bytes(1_900_000))
    time.sleep(0.3)
    large = head("/admin/import/", COOKIE, "Content-Length: 500000") + bytes(500_000)
    status, headers = head_of(exchange(port, large))
    assert status == 503
    assert "retry-after" in dict(headers)
    small = head("/accounts/login/", "Content-Length: 1000") + bytes(1000)
    assert told_by(exchange(port, small))["size"] == 1000
    for half in halves:
        half.close()
    time.sleep(0.3)
    assert told_by(exchange(port, large))["size"] == 500_000


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
