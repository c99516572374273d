"""Whoever sends or reads slowly holds no thread and little memory, and the others do not notice."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.portal.test_proxies import free_port
from tests.portal.two_servers import database_environment, head_of, serve

SLOW = 200
MEGABYTE = 1024 * 1024
PATIENCE = 8.0
"""Seconds; what the issue promises to everybody else."""
VIDEO = "/media/video/long.mp4"


@dataclass(frozen=True)
class Portal:
    port: int
    pid: int

    def memory(self) -> int:
        """Return what its processes hold, in bytes."""
        members = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
        ours = [pid for pid in members if _session(pid) == self.pid]
        return sum(_resident(pid) for pid in ours)

    def waits(self) -> list[float]:
        """Ask for the health and the home page, several times; return how long each took."""
        return [self._wait(path) for path in ("/healthz", "/") * 4]

    def _wait(self, path: str) -> float:
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": "localhost"})
        assert connection.getresponse().status == 200
        connection.close()
        return time.monotonic() - start


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


def _resident(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(pages) * os.sysconf("SC_PAGESIZE")


@pytest.fixture
def portal(transactional_db: None, tmp_path: Path) -> Iterator[Portal]:
    video = tmp_path / VIDEO.removeprefix("/")
    video.parent.mkdir(parents=True)
    with video.open("wb") as file:
        file.truncate(64 * MEGABYTE)
    port = free_port()
    environment = database_environment(tmp_path)
    with serve(port, "rsgi", "tests.portal.front_hasty:application", **environment) as server:
        portal = Portal(port, server.pid)
        portal.waits()  # what is made once
        yield portal


@contextmanager
def slow_clients(port: int, request: str) -> Iterator[list[socket.socket]]:
    """Have many clients that send this and then neither send nor read."""
    with ExitStack() as stack:
        clients = []
        for _ in range(SLOW):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(60)
            client.connect(("127.0.0.1", port))
            client.sendall(request.encode())
            clients.append(client)
        yield clients


@pytest.mark.skipif(not Path("/proc").exists(), reason="Memory is read from /proc.")
@pytest.mark.parametrize("extra", ["", "Range: bytes=0-\r\n"], ids=["whole", "range"])
def test_downloads_that_nobody_reads_disturb_nobody(portal: Portal, extra: str) -> None:
    before = portal.memory()
    request = f"GET {VIDEO} HTTP/1.1\r\nHost: localhost\r\n{extra}\r\n"
    with slow_clients(portal.port, request) as clients:
        assert all(head_of(client.recv(2048))[0] in {200, 206} for client in clients)
        assert max(portal.waits()) < PATIENCE
        assert portal.memory() - before < 200 * MEGABYTE
        with slow_clients(portal.port, request):
            assert max(portal.waits()) < PATIENCE


def test_bodies_that_do_not_come_disturb_nobody_and_end_in_time(portal: Portal) -> None:
    before = portal.memory()
    request = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nemail="
    )
    start = time.monotonic()
    with slow_clients(portal.port, request) as clients:
        assert max(portal.waits()) < PATIENCE
        assert portal.memory() - before < 50 * MEGABYTE
        answers = [head_of(client.recv(4096)) for client in clients]
    assert time.monotonic() - start < 60
    assert {status for status, _ in answers} == {408}


@pytest.mark.parametrize("first", [b"", b"11171\r\n" + bytes(70_001) + b"\r\n"], ids=["", "late"])
def test_bodies_of_many_small_chunks_disturb_nobody(portal: Portal, first: bytes) -> None:
    head = (
        b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    sent = head + first + b"1\r\na\r\n" * 200_000 + b"0\r\n\r\n"

    def send(_: int) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", portal.port), 30) as client:
            client.sendall(sent)
            client.recv(4096)

    with ThreadPoolExecutor(8) as many:
        sending = many.map(send, range(8))
        assert max(portal.waits()) < PATIENCE
        list(sending)
