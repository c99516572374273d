"""A send ends within its limit whatever the mail server does, and few wait for it at once."""

import os
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from portal import mail as ways
from portal.backends import mailer
from portal.mail import LimitedSmtpBackend, MailServerBusyError, mail_server
from tests.portal.silent import silent_peer

Talk = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    mail_server.forget()
    yield
    mail_server.forget()


def backend(port: int, seconds: float = 1) -> LimitedSmtpBackend:
    options = mailer(host="127.0.0.1", port=port, user="", password="", starttls=False)["OPTIONS"]
    return LimitedSmtpBackend(alias="default", **options | {"timeout": seconds})


def test_a_visitor_waits_four_seconds_and_the_worker_a_minute() -> None:
    says = (
        "from django.conf import settings; print(settings.MAILERS['default']['OPTIONS']['timeout']);"
        "import portal.wsgi; print(settings.MAILERS['default']['OPTIONS']['timeout'])"
    )
    told = {"EMAIL_HOST": "localhost", "DATABASE_URL": "postgresql://h/n"}
    shown = subprocess.run(
        [sys.executable, "-c", says],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["60", "4"]


def send(port: int, seconds: float = 1) -> int:
    message = EmailMessage("Your code", "ABCD", "portal@localhost", ["ann@example.org"])
    return backend(port, seconds).send_messages([message])


@contextmanager
def server(talk: Talk) -> Iterator[int]:
    """Have an SMTP server that talks so with each who comes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=_talk, args=(listener.accept()[0],)).start()

        def _talk(peer: socket.socket) -> None:
            with suppress(OSError), peer:
                talk(peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def trickles(peer: socket.socket) -> None:
    """Say a byte now and then, each within the limit of one operation, and no line ever ends."""
    while True:
        peer.sendall(b"2")
        time.sleep(0.2)


def takes_mail(peer: socket.socket) -> None:
    lines = peer.makefile("rb")
    peer.sendall(b"220 here\r\n")
    for line in lines:
        word = line[:4].upper()
        peer.sendall(b"354 go on\r\n" if word == b"DATA" else b"250 ok\r\n")
        if word == b"DATA":
            while lines.readline() != b".\r\n":
                pass
            peer.sendall(b"250 taken\r\n")


def knows_nobody(peer: socket.socket) -> None:
    peer.sendall(b"220 here\r\n")
    for line in peer.makefile("rb"):
        peer.sendall(b"550 nobody\r\n" if line[:4].upper() == b"RCPT" else b"250 ok\r\n")


def test_a_mail_is_sent() -> None:
    with server(takes_mail) as port:
        assert send(port, 60) == 1


@pytest.mark.parametrize("talk", [trickles, None])
def test_a_server_that_trickles_or_keeps_silent_ends_the_send_and_its_thread(
    talk: Talk | None,
) -> None:
    before = threading.active_count()
    with (
        server(talk) if talk else silent_peer() as port,
        pytest.raises(OSError, match=r"timed out|not taken"),
    ):
        send(port)
    until = time.monotonic() + 300
    while threading.active_count() > before:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_while_it_is_away_one_at_a_time_tries_and_the_others_are_told_at_once() -> None:
    with silent_peer() as port:
        with pytest.raises(OSError, match=r"timed out|not taken"):
            send(port)
        with pytest.raises(MailServerBusyError, match="a moment ago"):
            send(port)


def test_half_of_the_threads_wait_for_it_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "_SLOT_SECONDS", 0.05)
    raised: list[Exception] = []

    def one(port: int) -> None:
        try:
            send(port, 3)
        except OSError as failure:
            raised.append(failure)

    with silent_peer() as port:
        threads = [threading.Thread(target=one, args=(port,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    busy = [failure for failure in raised if isinstance(failure, MailServerBusyError)]
    assert (len(raised), len(busy)) == (6, 4)


def test_an_answer_is_no_outage() -> None:
    with server(knows_nobody) as port:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                send(port, 60)


def test_a_mail_goes_out_again_when_the_server_is_back() -> None:
    with silent_peer() as port, pytest.raises(OSError, match=r"timed out|not taken"):
        send(port)
    until: Any = time.monotonic() + 300
    with server(takes_mail) as port:
        while True:
            assert time.monotonic() < until
            with suppress(MailServerBusyError):
                assert send(port, 60) == 1
                break
