"""The front before an application that tells what arrived, with limits that a test can wait for."""

from collections.abc import Callable
from typing import Any

from portal.front.application import Application  # first: it sets Django up

# isort: split
from portal.body_files import Room
from tests.portal import echo

_asked: list[str] = []


def _counting(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Tell also how often the application was asked before: what is refused never reaches it."""
    environ["asked"] = str(len(_asked))
    _asked.append(environ["PATH_INFO"])
    return echo.application(environ, start_response)


application = Application(_counting, grace=1.0, rate=200_000, room=Room(8_000_000))
