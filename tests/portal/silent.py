"""What stops to answer, for tests: a peer that never says a word, a line that falls silent, a frozen server."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def silent_peer() -> Iterator[int]:
    """Have a port that accepts connections and never answers; the kernel accepts them for us."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        port: int = server.getsockname()[1]
        yield port


class Line:
    """A port that passes everything on to a server, until it falls silent: as if that were frozen.

    It accepts connections then, too, as the kernel of a frozen server's machine does.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._server.getsockname()[1]
        self._target = (host, port)
        self._silent, self._sockets = threading.Event(), [self._server]
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        self._silent.set()

    def close(self) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # It was closed.
            while True:
                near, _ = self._server.accept()
                self._sockets.append(near)
                far = self._connected()
                self._sockets.append(far)
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _connected(self) -> socket.socket:
        host, port = self._target
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while (data := one.recv(65536)) and not self._silent.is_set():
                other.sendall(data)
            if not self._silent.is_set():
                other.shutdown(socket.SHUT_WR)


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Stop a process and its children for this block, as a machine does whose disk hangs."""
    family = [pid, *_children(pid)]
    for one in family:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in family:
            os.kill(one, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    shown = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in shown.split()]
