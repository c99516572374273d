"""The portal's WSGI application as the web server has it, asked line by line.

    PORTAL_DATA=… DATABASE_URL=… python -m tests.portal.asked

Reads one JSON request a line (`method`, `path`, `type`, `body`) and writes one JSON answer a line. A
process of its own, because `portal.wsgi` changes settings for all of its process.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.live import PATIENCE

_ROOT = Path(__file__).resolve().parents[2]


class Asked:
    """That process, for a test."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, path: str, *, body: str | None = None, kind: str = "") -> dict[str, Any]:
        """Return `status`, `headers` (lower case) and `text`; a `body` of this content type is posted."""
        assert self._process.stdin
        assert self._process.stdout
        method = "GET" if body is None else "POST"
        line = json.dumps({"path": path, "method": method, "type": kind, "body": body or ""})
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def asked(data_dir: Path, database_url: str) -> Iterator[Asked]:
    """Have one for this block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.portal.asked"],
        cwd=_ROOT,
        env={
            **os.environ,
            "PORTAL_DATA": str(data_dir),
            "DATABASE_URL": database_url,
            "SECRET_KEY": settings.SECRET_KEY,  # so that a test can sign for it
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Asked(process)
        assert process.stdin
        process.stdin.close()
        process.wait(PATIENCE)


def main() -> None:
    """Answer until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": static}  # nothing was collected here
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    from portal.wsgi import application

    logging.disable()
    for line in sys.stdin:
        request = json.loads(line)
        head: dict[str, Any] = {}

        begin: Any = partial(_begin, head)
        response: Any = application(_environ(request), begin)
        text = b"".join(response).decode()
        response.close()
        print(json.dumps({**head, "text": text}), flush=True)  # noqa: T201


def _begin(head: dict[str, Any], status: str, headers: list[tuple[str, str]]) -> None:
    head["status"] = int(status.split()[0])
    head["headers"] = {name.lower(): value for name, value in headers}


def _environ(request: dict[str, str]) -> dict[str, Any]:
    body, csrf = request["body"].encode(), "c" * 32
    return {
        "REQUEST_METHOD": request["method"],
        "PATH_INFO": request["path"],
        "CONTENT_TYPE": request["type"],
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": f"sessionid={'s' * 32}; csrftoken={csrf}",
        "HTTP_X_CSRFTOKEN": csrf,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }


if __name__ == "__main__":
    main()
