"""How mail leaves: through an SMTP server within a limit, or as files that never leave this machine."""

import itertools
import os
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend

from portal.outage import Outage

_counter = itertools.count()
# Of the web server's threads half send at most; the others have pages to show.
_slots = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))
_SLOT_SECONDS = 1.0
mail_server = Outage(
    "mail server", TimeoutError, ConnectionError, socket.gaierror, smtplib.SMTPServerDisconnected
)


class MailServerBusyError(OSError):
    """A message was not even tried: others wait for the server already."""


class LimitedSmtpBackend(smtp.EmailBackend):
    """Sends within `timeout` seconds in all, few at once; raises OSError when it could not.

    Django's own limit is for each operation of the socket: a server that sends a byte now and then
    holds a thread for hours, and looking up its name has no limit at all. Here another thread sends, and
    whoever waits for it waits so long only. While the server is away, one message of a process tries.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        busy = MailServerBusyError("the mail server did not answer a moment ago")
        with mail_server.trying(busy):
            if not _slots.acquire(timeout=_SLOT_SECONDS):
                raise MailServerBusyError("too many mails are being sent at once")
            self._begun: list[smtplib.SMTP] = []
            sent: Future[int] = Future()
            sending = partial(super().send_messages, email_messages)
            threading.Thread(target=_send, args=(sending, sent), daemon=True).start()
            return self._result(sent)

    def _result(self, sent: "Future[int]") -> int:
        try:
            return sent.result(self.timeout)
        except TimeoutError:
            for connection in self._begun:
                if connection.sock:
                    with suppress(OSError):  # wakes the thread that waits for it
                        connection.sock.shutdown(socket.SHUT_RDWR)
            raise TimeoutError(f"the mail was not taken within {self.timeout:g} s") from None

    @property
    def connection_class(self) -> Any:
        return partial(_Connection, self._begun)


class _Connection(smtplib.SMTP):
    """Known to the one who waits before it says its first word."""

    def __init__(self, begun: list[smtplib.SMTP], *args: Any, **kwargs: Any) -> None:
        begun.append(self)
        super().__init__(*args, **kwargs)


def _send(sending: Callable[[], int], sent: "Future[int]") -> None:
    try:
        sent.set_result(sending())
    except Exception as failure:  # noqa: BLE001 (raised again by whoever waits)
        sent.set_exception(failure)
    finally:
        _slots.release()


class EmlFileBackend(BaseEmailBackend):
    """Write each message to `settings.MAIL_DIR` as one `.eml` file.

    Files are written atomically. Their names sort by the time of sending and are unique.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = [message for message in email_messages if message.recipients()]
        for message in sent:
            # The counter distinguishes messages that one process sends within one clock tick.
            name = f"{time.time_ns():020d}-{os.getpid()}-{next(_counter)}"
            draft = folder / f".{name}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(sent)
