"""The web server and the worker of a portal: how each is started, and whether they serve."""

import http.client
import sys
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

_PYTHON = Path(sys.executable)
_MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def web_argv(host: str, port: int, workers: int, threads: int) -> list[str | Path]:
    """Return the command of the web server: `workers` processes, each with `threads` threads."""
    return [
        *(_PYTHON, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", "127.0.0.1" if host == "localhost" else host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        "portal.wsgi:application",
    ]


def worker_argv() -> list[str | Path]:
    """Return the command of the worker that does what pages leave for later.

    Several jobs at once: a mail never waits for a recording. Those of recordings share a lock, so one
    runs at a time; its work is done by programs of their own, not by this process.
    """
    return [
        *(_PYTHON, _MANAGE, "procrastinate", "worker"),
        *("--concurrency", "4", "--shutdown-graceful-timeout", "2"),
    ]


def answers_ready(host: str, port: int, name: str) -> bool:
    """Say whether /readyz says that everything is there; `name` is the Host that it is asked for."""
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
