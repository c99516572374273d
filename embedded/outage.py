"""Waiting for a database that is away, and for nothing else."""

import sys
import time
from collections.abc import Callable
from itertools import chain, repeat

from django.db import connection

from embedded.address import is_away, reason
from embedded.errors import PostgresError

_WAITS = (1, 2, 4, 8, 16, 30)  # seconds; then as long as the last
_SAID_AGAIN_AFTER = 300.0


def outlast[T](attempt: Callable[[], T], waits_for: Callable[[Exception], bool] = is_away) -> T:
    """Return what `attempt` returns, repeating it as long as the database is away.

    The waits grow from one second to thirty. It is said at the beginning, every five minutes, and at
    the end. An error that `waits_for` does not accept is raised at once.
    """
    said = None
    for wait in chain(_WAITS, repeat(_WAITS[-1])):
        try:
            found = attempt()
        except Exception as error:
            if not waits_for(error):
                raise
            if said is None or time.monotonic() - said > _SAID_AGAIN_AFTER:
                said = time.monotonic()
                say(f"The database is away, and is waited for: {reason(error)}")
            connection.close()
            time.sleep(wait)
        else:
            if said is not None:
                say("The database is back.")
            return found
    raise AssertionError  # the waits never end


def did_not_start(error: Exception) -> bool:
    """Say whether the embedded PostgreSQL refused to start: worth trying again once it has served."""
    return isinstance(error, PostgresError) or is_away(error)


def say(sentence: str) -> None:
    """Tell the operator, at once."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
