"""`make bench-mixed`: ten minutes of everything at once, and what the web server's workers hold meanwhile.

Beats, pages of strangers and of a learner, pieces of a file, and clients that begin a body or a download and
do nothing more. Prints the memory of each worker every half minute; MINUTES= changes how long.
"""

import os
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import load, stage

if TYPE_CHECKING:
    from tests.bench.measures import Pages

_EVERY_SECONDS = 30
_IDLE_CLIENTS = 50
_FILE = "video/bench.mp4"
_HALF_A_BODY = (
    b"POST /watch/beat/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 4000\r\n\r\n{"
)
_DOWNLOAD = f"GET /media/{_FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def main() -> None:
    """Load the portal, and print what its workers hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    minutes = float(os.environ.get("MINUTES") or 10)
    load.find_or_install_wrk()
    with stage.database() as folder:
        _run(folder, seconds=minutes * 60)


def _run(folder: Path, *, seconds: float) -> None:
    import django

    django.setup()
    from portal import boot
    from tests.bench import measures, rows

    boot.prepare()
    (folder / "media" / "video").mkdir(parents=True, exist_ok=True)
    (folder / "media" / _FILE).write_bytes(os.urandom(50_000_000))
    bodies = rows.write_bodies(rows.make_learners(), folder)
    pages = measures.Pages()
    with stage.serving(front=True) as portal, ThreadPoolExecutor() as pool:
        ends = time.monotonic() + seconds
        beats = pool.submit(_beats, portal.port, bodies.signed, ends)
        seen = pool.submit(_pages, pages, portal.port, ends)
        idle = pool.submit(_idle_clients, portal.port, ends)
        while (left := ends - time.monotonic()) > 0:
            passed = seconds - left
            held = " ".join(f"{each:8.1f}" for each in portal.memory_mb())
            print(f"{passed:6.0f} s   MB of each worker: {held}", flush=True)
            time.sleep(min(_EVERY_SECONDS, left))
        print(f"beats {beats.result()}, pages {seen.result()}, idle clients {idle.result()}")


def _beats(port: int, bodies: Path, ends: float) -> str:
    """Send beats in rounds; each round the same ones, which then add nothing: the work of a beat is the same."""
    rounds = []
    while time.monotonic() < ends:
        rounds.append(
            load.send(
                f"http://localhost:{port}/watch/beat/", seconds=5, connections=16, bodies=bodies
            )
        )
    typical = load.median(rounds)
    return f"{typical.per_s:.0f} a second, p99 {typical.p99_ms:.0f} ms"


def _pages(pages: "Pages", port: int, ends: float) -> str:
    rounds = []
    while time.monotonic() < ends:
        rounds.append(pages.measure(port, connections=4))
    typical = {name: load.median([found[name] for found in rounds]) for name in rounds[0]}
    return ", ".join(f"{name} p99 {found.p99_ms:.0f} ms" for name, found in typical.items())


def _idle_clients(port: int, ends: float) -> int:
    """Keep clients that send half a body, and clients that ask for a file and read nothing; return how many came."""
    came = 0
    while time.monotonic() < ends:
        with ExitStack() as held:
            for number in range(_IDLE_CLIENTS):
                client = held.enter_context(socket.create_connection(("localhost", port)))
                client.sendall(_DOWNLOAD if number % 2 else _HALF_A_BODY)
                came += 1
            time.sleep(min(20.0, max(0.0, ends - time.monotonic())))
    return came


if __name__ == "__main__":
    main()
