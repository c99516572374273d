"""The portal's web server as a process, with the front or without it, and raw requests to it."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.portal.test_proxies import process

_OPTIONS = ("--http", "1", "--no-ws", "--log-level", "error")


def serve(port: int, interface: str, application: str, **environment: str) -> Any:
    """Run granian for the block, as `rsgi` or `wsgi`; begin once it listens."""
    server = ("-m", "granian", "--interface", interface, *_OPTIONS, "--port", str(port))
    return process(sys.executable, *server, application, port=port, **environment)


def exchange(port: int, *parts: bytes, wait: float = 20.0) -> bytes:
    """Send the parts of a request as they stand, and return all that comes back until the end."""
    with socket.create_connection(("127.0.0.1", port), wait) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def head_of(answer: bytes) -> tuple[int, list[tuple[str, str]]]:
    """Return the status and the headers, in small letters, of an answer."""
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), [(name.lower(), value) for name, _, value in pairs]


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def told_by(answer: bytes) -> dict[str, Any]:
    """Return what tests.portal.echo says of a request."""
    told: dict[str, Any] = json.loads(body_of(answer))
    return told


def database_environment(folder: Path) -> dict[str, str]:
    """Return what a server needs to serve the rows and sessions of this test."""
    params = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return {
        "DATABASE_URL": make_conninfo(**{key: params[key] for key in names if key in params}),
        "PORTAL_DATA": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tests.portal.plain_static",
    }


def echo_environment(folder: Path) -> dict[str, str]:
    return {"PORTAL_DATA": str(folder), "DATABASE_URL": "host=/nowhere dbname=none user=none"}
