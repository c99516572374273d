"""A server whose owner was killed: found by its own lock file, and stopped before a new start."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from embedded.errors import PostgresError
from embedded.place import Place

_PATIENCE = 300.0


def status(data: Path) -> tuple[int, str] | None:
    """Return the process id and state that the server writes to postmaster.pid; None if there are none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""


def stop_orphan(place: Place) -> bool:
    """Stop a server that outlived its owner; return whether the last server failed to shut down cleanly.

    Only the holder of the owner's lock may call this: any server on this data is then an orphan. A
    process is signalled only if it is verifiably a server on this very folder, because process ids are
    reused after the machine restarts.
    """
    found = status(place.data)
    if found is None:
        return False
    pid = found[0]
    if _is_server_on(pid, place.data):
        _stop(pid, place.data)
    elif _alive(pid):
        # A zombie or another program has the id; PostgreSQL would take it for a server and refuse to start.
        (place.data / "postmaster.pid").unlink()
        (place.socket_dir / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    return True


def _stop(pid: int, data: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    while _is_server_on(pid, data):
        if time.monotonic() > deadline:
            raise PostgresError(f"An older PostgreSQL (process {pid}) on {data} does not stop.")
        time.sleep(0.05)


def _is_server_on(pid: int, data: Path) -> bool:
    if Path("/proc/self").exists():
        try:
            # The server's working directory is its data folder, which no other program has a reason to use.
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
        except OSError:
            return False
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in shown.stdout and str(data) in shown.stdout


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
