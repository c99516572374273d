"""The front before an application that answers in each way that Django may."""

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from portal.front.application import Application  # first: it sets Django up

# isort: split
from django.conf import settings
from django.http import FileResponse

from providers.downloads import PartOfFile


class _Response:
    """An answer of many chunks that notes in which thread it was begun, read and closed."""

    threads: set[str] = set()

    def __iter__(self) -> Iterable[bytes]:
        for _ in range(300):
            self.threads.add(threading.current_thread().name)
            yield bytes(10_000)

    def close(self) -> None:
        self.threads.add(threading.current_thread().name)


def _kinds(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    match environ["PATH_INFO"]:
        case "/large":
            _Response.threads = {threading.current_thread().name}
            start_response("200 OK", [("Content-Type", "text/plain")])
            return _Response()
        case "/threads":
            start_response("200 OK", [])
            return [str(len(_Response.threads)).encode()]
        case "/cookies":
            start_response("302 Found", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
            return []
        case "/slow":
            time.sleep(0.1)
            start_response("204 No Content", [])
            return []
        case "/empty":
            file = Path(settings.DATA_DIR, "empty.mp4")
            file.touch()
            start_response("200 OK", [("Content-Length", "0"), ("X-Own", "x")])
            return FileResponse(PartOfFile(file, 0, 0))
        case "/breaks":
            return _breaks(start_response)
    raise ValueError("as nothing of Django's does")


def _breaks(start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    yield bytes(3_000_000)
    raise ValueError("after three megabytes")


application = Application(_kinds)
