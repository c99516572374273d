"""What the portal remembers of something outside that does not answer: database, mail server, shared cache."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

_log = logging.getLogger(__name__)


def is_of_database(error: BaseException | None) -> bool:
    """Say whether an exception means that the database could not answer, here or below a library."""
    while error and not isinstance(error, OperationalError | InterfaceError):
        error = error.__cause__
    return error is not None


class OneLine(logging.Filter):
    """Leaves out the traceback of a request that the database could not answer: each would be the same."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_of_database(record.exc_info[1]):
            record.exc_info, record.exc_text = None, None
            record.msg = f"{record.msg} (the database did not answer)"
        return True


class Outage:
    """Lets one thread at a time wait for what does not answer, and tells the others at once.

    Without it each request waits out the whole limit, and soon every thread of the web server does.
    Everything may try until a try fails. From then on nobody tries for `pause` seconds, then one thread
    at a time, until a try succeeds. Each process has its own memory.
    """

    def __init__(self, name: str, *failures: type[Exception], pause: float = 1) -> None:
        self._name, self._failures, self._pause = name, failures, pause
        self._lock = threading.Lock()
        self._away, self._probing, self._until = False, False, 0.0

    @contextmanager
    def trying(self, otherwise: Exception) -> Iterator[None]:
        """Run the block and note whether it fails, or raise `otherwise` where it would be in vain."""
        with self._lock:
            probing = self._away
            if self._away:
                if self._probing or time.monotonic() < self._until:
                    raise otherwise
                self._probing = True
        try:
            yield
        except self._failures as failure:
            self._set(away=True, why=failure)
            raise
        else:
            self._set(away=False)
        finally:
            if probing:
                self._probing = False

    def note(self, failure: Exception) -> None:
        """Take note of a failure that was met elsewhere."""
        self._set(away=True, why=failure)

    def forget(self) -> None:
        """Let everything try again; for tests."""
        self._away = False

    def _set(self, *, away: bool, why: Exception | None = None) -> None:
        with self._lock:
            changed, self._away = self._away != away, away
            self._until = time.monotonic() + self._pause
        if changed and away:
            reason = str(why).strip().split("\n")[0]
            _log.warning("The %s does not answer: %s", self._name, reason)
        elif changed:
            _log.warning("The %s answers again.", self._name)
