"""How the web server and the worker are started, and whether they are ready."""

import http.client
import sys
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

_PYTHON = Path(sys.executable)
_MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
_PLAIN = ("wsgi", "portal.wsgi:application")
_FRONT = ("rsgi", "portal.front.application:application")
# How many at once in a process, slow ones included, and the memory that each may take.
_CONNECTIONS = ("--blocking-threads", "1", "--backpressure", "1024", "--http1-buffer-size", "65536")


def web_argv(host: str, port: int, workers: int, threads: int, *, front: bool) -> list[str | Path]:
    """Return the command that starts the web server: `workers` processes with `threads` threads each.

    With the front, which has threads of its own, granian needs one.
    """
    interface, application = _FRONT if front else _PLAIN
    return [
        *(_PYTHON, "-m", "granian", "--interface", interface, "--http", "1", "--no-ws"),
        *("--host", "127.0.0.1" if host == "localhost" else host, "--port", str(port)),
        *("--workers", str(workers)),
        *(_CONNECTIONS if front else ("--blocking-threads", str(threads))),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        application,
    ]


def worker_argv() -> list[str | Path]:
    """Return the command that starts the worker for background jobs."""
    return [_PYTHON, _MANAGE, "worker"]


def worker_options(*, pooler: bool) -> list[str]:
    """Return what the worker tells Procrastinate, also where a pooler stands before the database.

    It runs four jobs at once, so a mail never waits for a recording. Jobs for recordings share a lock,
    so that one runs at a time; its work is done by separate programs, not by this process.
    """
    options = ["--concurrency", "4", "--shutdown-graceful-timeout", "2"]
    # Through a pooler in transaction mode no word of a new job comes: the worker looks for itself.
    return (
        [*options, "--no-listen-notify", "--fetch-job-polling-interval", "1"] if pooler else options
    )


def answers_ready(host: str, port: int, name: str) -> bool:
    """Say whether /readyz answers 200; `name` is sent as the Host header."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=60)
    try:
        connection.request("GET", "/readyz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    own = {str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "::1"}
    return own.get(host, host)
