"""What Django sees through the front is what it saw over granian's WSGI, but for what is named here."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.portal.test_proxies import free_port
from tests.portal.two_servers import echo_environment, exchange, serve, told_by

type Ask = Callable[[bytes], tuple[dict[str, Any], dict[str, Any]]]
# Only over WSGI: the process's environment, with its secrets, and granian's name.
_LEFT_OUT = {*os.environ, "PYTEST_CURRENT_TEST", "GATEWAY_INTERFACE", "SERVER_SOFTWARE"}
_ANY = {"SERVER_PORT", "asked"}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask both servers the same, byte for byte; return what each handed over: WSGI's and the front's."""
    wsgi, front = free_port(), free_port()
    environment = echo_environment(tmp_path_factory.mktemp("data"))
    with (
        serve(wsgi, "wsgi", "tests.portal.echo:application"),
        serve(front, "rsgi", "tests.portal.front_echo:application", **environment),
    ):

        def both(request: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
            seen = [told_by(exchange(port, request)) for port in (wsgi, front)]
            plain, ours = (
                {key: each[key] for key in each if key not in _LEFT_OUT | _ANY} for each in seen
            )
            return plain, ours

        yield both


def request(
    line: str = "GET / HTTP/1.1", *headers: bytes, body: bytes = b"", host: str = "localhost"
) -> bytes:
    given = [line.encode(), b"Host: " + host.encode(), b"Connection: close", *headers]
    return b"\r\n".join([*given, b"", body])


@pytest.mark.parametrize(
    "sent",
    [
        request(),
        request("GET /courses/%C3%A9t%C3%A9/%2F/?q=%C3%A9&q=%FF&empty HTTP/1.1"),
        request("GET /?q=é&x=1?2 HTTP/1.1"),
        request("GET //elsewhere/x HTTP/1.1"),
        request("GET /a%00b HTTP/1.1"),
        request("GET http://other.example/x%20y?z HTTP/1.1"),
        request("GET / HTTP/1.0"),
        request("OPTIONS * HTTP/1.1"),
        request("GET / HTTP/1.1", b"X-Note: first", b"X-Note: second", b"Accept: a, b"),
        request("GET / HTTP/1.1", b"X-Note: caf\xc3\xa9", b"Cookie: name=caf\xe9"),
        request("GET / HTTP/1.1", b"Content-Type: a/b", b"Content-Type: c/d", b"X-Empty:"),
        request("GET / HTTP/1.1", b"X-Forwarded-For: 192.0.2.7", b"Forwarded: for=192.0.2.7"),
        request("POST / HTTP/1.1", b"Content-Length: 5", body=b"a=b&c"),
        request("POST / HTTP/1.1", b"Content-Length: 0"),
        request("PATCH / HTTP/1.1", b"Content-Length: 100000", body=bytes(100_000)),
        request("GET / HTTP/1.1", b"Content-Length: 3", body=b"abc"),
        request("GET / HTTP/1.1", host="courses.example.org:8443"),
    ],
    ids=lambda sent: sent[:60].decode("latin-1").replace("\r\n", "|"),
)
def test_both_hand_over_the_same(ask: Ask, sent: bytes) -> None:
    plain, ours = ask(sent)
    assert ours == plain


def test_a_name_with_an_underscore_never_takes_the_place_of_one_with_a_dash(ask: Ask) -> None:
    forged = (b"X_Forwarded_For: 203.0.113.9", b"x-forwarded_proto: https")
    plain, ours = ask(request("GET / HTTP/1.1", b"X-Forwarded-For: 192.0.2.7", *forged))
    assert ours["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"
    assert "HTTP_X_FORWARDED_PROTO" not in ours
    assert plain["HTTP_X_FORWARDED_PROTO"] == "https", "granian is safe by itself now"


def test_cookies_of_several_headers_are_all_there(ask: Ask) -> None:
    plain, ours = ask(request("GET / HTTP/1.1", b"Cookie: a=1", b"Cookie: b=2; c=3"))
    assert ours["HTTP_COOKIE"] == "a=1; b=2; c=3"
    assert plain["HTTP_COOKIE"].replace(" ", "") == "a=1;b=2;c=3"


def test_a_path_that_is_no_utf_8_is_still_another_path(ask: Ask) -> None:
    plain, ours = ask(request("GET /caf%E9/ HTTP/1.1"))
    assert plain["PATH_INFO"] == "/café/"
    assert ours["PATH_INFO"] == "/caf\ufffd/".encode().decode("latin-1")


def test_a_body_in_chunks_has_its_length(ask: Ask) -> None:
    chunks = b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
    plain, ours = ask(request("POST / HTTP/1.1", b"Transfer-Encoding: chunked", body=chunks))
    assert (ours["CONTENT_LENGTH"], ours["size"]) == ("7", 7)
    # Without it Django reads nothing.
    assert "CONTENT_LENGTH" not in plain
    assert "HTTP_TRANSFER_ENCODING" not in ours


def test_the_environment_of_the_process_stays_its_own(ask: Ask) -> None:
    port = free_port()
    with serve(port, "wsgi", "tests.portal.echo:application", PROBE="secret"):
        assert told_by(exchange(port, request()))["PROBE"] == "secret"
    _, ours = ask(request())
    assert "PATH" not in ours
