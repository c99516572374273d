"""A mail server that accepts and never answers: pages stay, sign-up says so, and a code comes on the next try."""

import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests import migrated
from tests.live import PATIENCE, LivePortal, running

_PROFESSION = re.compile(r'<option value="(\d+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


class MailServer:
    """Keeps silent until it is told to talk; `texts` are the mails it has taken since."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.talks = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._silent: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for one in [self._listener, *self._silent]:
            one.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer = self._listener.accept()[0]
                if self.talks:
                    threading.Thread(target=self._talk, args=(peer,), daemon=True).start()
                else:
                    self._silent.append(peer)

    def _talk(self, peer: socket.socket) -> None:
        with suppress(OSError), peer:
            lines = peer.makefile("rb")
            peer.sendall(b"220 here\r\n")
            for line in lines:
                word = line[:4].upper()
                peer.sendall(b"354 go on\r\n" if word == b"DATA" else b"250 ok\r\n")
                if word == b"DATA":
                    self.texts.append(_until_dot(lines))
                    peer.sendall(b"250 taken\r\n")


class Visitor:
    """A browser of one person."""

    def __init__(self, portal: LivePortal) -> None:
        self._url = f"http://localhost:{portal.port}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str, str]:
        """Return status, text, and where it led."""
        return self._open(path, None)

    def fill_in(self, path: str, **typed: str) -> tuple[int, str, str]:
        """Open a form, fill it in and send it."""
        page = self.get(path)[1]
        found = _TOKEN.search(page)
        assert found
        fields = {"csrfmiddlewaretoken": found[1], **typed}
        if profession := _PROFESSION.search(page):
            fields["profession"] = profession[1]
        return self._open(path, urlencode(fields).encode())

    def _open(self, path: str, body: bytes | None) -> tuple[int, str, str]:
        try:
            answer = self._opener.open(f"{self._url}{path}", body, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode(), str(answer.url)


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    yield made
    made.stop()


@pytest.fixture
def portal(server: MailServer) -> Iterator[LivePortal]:
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_USE_TLS": "0"}
    with (
        migrated.copy("mail") as url,
        running(settings.DATA_DIR / "mail", DATABASE_URL=url, **mail) as portal,
    ):
        yield portal


def sign_up(portal: LivePortal, name: str) -> tuple[int, str, str]:
    email = f"{name}@example.org"
    return Visitor(portal).fill_in("/accounts/signup/", full_name="Kate Moore", email=email)


def test_pages_stay_and_the_same_person_gets_a_code_when_it_is_back(
    portal: LivePortal, server: MailServer
) -> None:
    answers: list[tuple[int, str, str]] = []
    people = [
        threading.Thread(target=lambda name=name: answers.append(sign_up(portal, name)))
        for name in (f"person{number}" for number in range(8))
    ]
    for person in people:
        person.start()
    seen = 0
    while any(person.is_alive() for person in people):
        assert Visitor(portal).get("/")[0] == 200
        seen += 1
    assert seen >= 2, "Home waited with those who signed up."
    assert {status for status, _, _ in answers} == {503}
    assert all("We cannot send email right now" in text for _, text, _ in answers)
    assert all('value="Kate Moore"' in text for _, text, _ in answers)

    server.talks = True
    kate, until = Visitor(portal), time.monotonic() + PATIENCE
    typed = {"full_name": "Kate Moore", "email": "person0@example.org"}
    while (answer := kate.fill_in("/accounts/signup/", **typed))[0] == 503:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert answer[2].endswith("/accounts/confirm-email/")
    found = _CODE.search(server.texts[-1])
    assert found, server.texts[-1]
    done = kate.fill_in("/accounts/confirm-email/", code=found[1])
    assert (done[0], done[2]) == (200, f"http://localhost:{portal.port}/dashboard/")


def _until_dot(lines: Iterable[bytes]) -> str:
    taken = []
    for line in lines:
        if line == b".\r\n":
            break
        taken.append(line.decode())
    return "".join(taken)
