"""What `make run` keeps alive: the database, the web server and the worker."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from embedded.cluster import Cluster
from embedded.outage import did_not_start, outlast, say
from embedded.processes import spawn, stop, stops_held_back

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_PYTHON = Path(sys.executable)
# A service that dies is restarted, but at most this often within so many seconds.
_MOST_STARTS, _WITHIN = 5, 30.0
# Seconds. A busy machine takes minutes to start; a service that keeps dying ends the wait much earlier.
_PATIENCE, _SILENCE = 600.0, 30.0


class ServiceFailedError(Exception):
    """A service keeps dying, or never becomes ready; the message is for the operator."""


@dataclass
class Service:
    """A child that is restarted when it dies; its process id is in `pid_file`."""

    name: str
    argv: Sequence[str | Path]
    pid_file: Path
    process: subprocess.Popen[bytes] | None = None
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_STARTS))

    def start(self) -> None:
        """Start the child. Raises ServiceFailedError if it was started too often recently."""
        now = time.monotonic()
        if len(self.starts) == _MOST_STARTS and now - self.starts[0] < _WITHIN:
            raise ServiceFailedError(f"The {self.name} keeps stopping; its messages stand above.")
        self.starts.append(now)
        with stops_held_back():
            self.process = spawn(self.argv)
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.write_text(f"{self.process.pid}\n")

    def stop_leftover(self) -> None:
        """Kill what is left of this service after its owner was killed, and wait until it is gone.

        Only the holder of the data folder's lock may call this. A process id may belong to another program
        by now, so the command must be ours; on systems without /proc nothing is killed.
        """
        if not self.pid_file.exists():
            return
        leader = int(self.pid_file.read_text())
        while self._is_ours(leader):
            stop_session(leader)
            time.sleep(0.02)
        deadline = time.monotonic() + _SILENCE
        while any(map(_still_closes, _members(leader))) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _is_ours(self, leader: int) -> bool:
        if leader_command := _command(leader):
            return leader_command[:3] == [os.fsencode(part) for part in self.argv[:3]]
        # The leader is dead: its id stays taken as long as any process of its session lives.
        return any(_command(pid)[:1] == [os.fsencode(_PYTHON)] for pid in _members(leader))

    def revive(self) -> bool:
        """Restart the child if it died; return whether it had."""
        if self.process is None or self.process.poll() is None:
            return False
        stop_session(self.process.pid)
        self.start()
        return True

    def stop(self) -> None:
        """Terminate the child, wait for it, and kill whatever is left of its session."""
        if self.process is not None:
            stop(self.process, (signal.SIGTERM, 10))
            stop_session(self.process.pid)
            self.pid_file.unlink(missing_ok=True)


def stop_session(leader: int) -> None:
    """Kill what a dead leader left in its session, such as web workers that still hold the port."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def obstacle(host: str, port: int) -> str | None:
    """Return why we cannot listen there and what to do about it; None when we can.

    For the loopback address, IPv4 and IPv6 must both be free: a browser may try either for `localhost`.
    """
    taken = (
        f"Port {port} is in use by another program. "
        f"Stop that program, or choose another port: make run PORT={port + 1}"
    )
    if host in LOOPBACK and any(_answers(name, port) for name in ("127.0.0.1", "::1")):
        return taken
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if host not in LOOPBACK:
                socket.inet_pton(family, host)  # the web server accepts no names
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return taken
            if error.errno == errno.EACCES:
                return f"Port {port} is not for ordinary users. Choose another: make run PORT=8000"
            return (
                f"HOST={host} is no address of this machine. "
                "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for every address it has."
            )
    return None


def wait_until_ready(services: Sequence[Service], is_ready: Callable[[], bool]) -> None:
    """Wait for `is_ready`, restarting what dies; raise ServiceFailedError after ten minutes."""
    began, silent = time.monotonic(), True
    while not is_ready():
        for service in services:
            service.revive()
        waited = time.monotonic() - began
        if waited > _PATIENCE:
            raise ServiceFailedError("The portal does not become ready; its messages stand above.")
        if silent and waited > _SILENCE:
            silent = False
            say("Still starting; on a busy machine this takes minutes.")
        time.sleep(0.1)


def keep_alive(services: Sequence[Service], cluster: Cluster | None) -> None:
    """Restart whatever dies, until a signal or a service that keeps dying ends it."""
    while True:
        # Sleeps until any child has died, and leaves it for Popen to collect.
        dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        ours = [service.process for service in services] + [cluster.process if cluster else None]
        if dead is not None and dead.si_pid not in {child.pid for child in ours if child}:
            os.waitpid(dead.si_pid, 0)  # an orphan: in a container we may be process 1
        if cluster is not None and cluster.died():
            say("PostgreSQL stopped; starting it again.")
            outlast(cluster.start, did_not_start)
        for service in services:
            if service.revive():
                say(f"The {service.name} stopped; started again.")


def _members(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getpgid(int(entry.name)) == group:
                found.append(int(entry.name))
    return found


def _command(pid: int) -> list[bytes]:
    """Return the arguments of a process; an empty list if it is dead or a zombie."""
    try:
        shown = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return shown.split(b"\0") if shown else []


def _still_closes(pid: int) -> bool:
    """Say whether a process that was killed still has files open, such as the port.

    Its memory is freed first, and with it its command; its files are closed with its last thread.
    """
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        threads = len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return False
    return not _command(pid) and (state != "Z" or threads > 1)


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False
