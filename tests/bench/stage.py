"""What is measured on: a PostgreSQL of its own with all its safety, and web servers as `make run` starts them."""

import http.client
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from embedded import Cluster, address, owned, processes
from portal.serving import web_argv

HOST = "127.0.0.1"
_PATIENCE = 60.0


@contextmanager
def database() -> Iterator[Path]:
    """Have an empty database and a data folder for this block, and return the folder; then both go.

    It is on the server that DATABASE_URL names, beside whatever is there, or else on a PostgreSQL
    that is started for this block with the settings of the embedded one: fsync on, nothing tuned.
    The environment then speaks of it alone: call this before any setting is read.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="cme-bench-"))
        folder.chmod(
            0o755
        )  # as root the server has another account; what is private in here is 0700
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if named := os.environ.get("DATABASE_URL"):
            found = stack.enter_context(_beside(named))
        else:
            stack.enter_context(owned(folder))
            cluster = Cluster(folder)
            stack.callback(cluster.stop)
            cluster.start()
            found = address.url(folder)
        os.environ |= {"PORTAL_DATA": str(folder), "DATABASE_URL": found, "PORTAL_ENV": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        yield folder


@dataclass(frozen=True)
class Server:
    """A web server that runs: where it listens, and the process that looks after its workers."""

    port: int
    pid: int

    def memory_mb(self) -> list[float]:
        """Return what each of its workers holds alone or shares, in MB, as Linux counts it."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        rollups = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in children]
        return [int(rollup.split("Pss:")[1].split()[0]) / 1024 for rollup in rollups]


@contextmanager
def serving(
    application: str = "", *, front: bool = False, workers: int | None = None
) -> Iterator[Server]:
    """Have the portal, with its front or without, or another WSGI application, served for this block.

    The web server is the one that `make run` starts, with as many threads, and workers unless told.
    """
    port = _free_port()
    argv = web_argv(HOST, port, workers or settings.WEB_WORKERS, settings.WEB_THREADS, front=front)
    server = processes.spawn([*argv[:-1], application or argv[-1]])
    try:
        _wait_for(port)
        yield Server(port, server.pid)
    finally:
        processes.stop(server, (signal.SIGTERM, 10))


@contextmanager
def _beside(database_url: str) -> Iterator[str]:
    name = sql.Identifier(f"cme_bench_{os.getpid()}")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield psycopg.conninfo.make_conninfo(database_url, dbname=f"cme_bench_{os.getpid()}")
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The server on port {port} does not answer.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
