"""What stops to answer, for tests: a peer that accepts and never says a word, and a server that is frozen."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def silent_peer() -> Iterator[int]:
    """Have a port that accepts connections and never answers; the kernel accepts them for us."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        port: int = server.getsockname()[1]
        yield port


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
