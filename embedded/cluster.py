"""The embedded PostgreSQL: create it, start it, recover it after a crash, stop it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from embedded import address, binaries, orphans, place
from embedded.errors import PostgresError
from embedded.processes import as_account, spawn, stop, stops_held_back

_SETTINGS = {
    "listen_addresses": "",  # no TCP, only the socket
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "max_connections": "100",
    # Errors of a statement quote addresses, rows and the statement itself: whoever asked is told, and
    # logs it with care. The server's log keeps what concerns the server.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # without DETAIL: the statement at which a process crashed
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_connections": "",
    "log_disconnections": "off",
}
# For tests only: loses data when the machine stops, in exchange for speed.
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}
_PATIENCE = 600.0  # seconds: a busy machine or the replay of a large log takes minutes
_LARGEST_LOG = 10_000_000


class Cluster:
    """One embedded PostgreSQL; only the holder of `owned(data_dir)` may start it.

    Data is fsynced and checksummed. Only our own account and root can connect: no TCP, a socket in a
    folder of mode 0700, and peer authentication that admits only our account, as `portal`.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.settings = {**_SETTINGS, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, creating cluster and database if missing; after a crash, recover first."""
        self.place = place.prepare(self.data_dir)
        self.account = place.server_account()
        self.bin = binaries.bin_dir(fallback=self.place.home)
        self._refuse_another_major_version()
        if not self.place.data.exists():
            self._create()
        crashed = orphans.stop_orphan(self.place)
        self._write_access_rules()
        deadline = time.monotonic() + (_PATIENCE if crashed else 0)
        while not self._serve():
            # After kill -9 the dead server's shared memory stays in use until its last child has exited.
            if time.monotonic() > deadline or "still in use" not in self._last_words():
                raise PostgresError(f"PostgreSQL did not start:\n{self._last_words()}")
        self._create_database()

    def died(self) -> bool:
        """Say whether the server stopped without being asked."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Stop cleanly, closing open connections; does nothing when it is not running."""
        if self.process is not None:
            stop(self.process, (signal.SIGINT, 30), (signal.SIGQUIT, 5))
            self.process = None

    def _refuse_another_major_version(self) -> None:
        marker = self.place.data / "PG_VERSION"
        if not marker.exists():
            return
        ours, theirs = binaries.version().split(".")[0], marker.read_text().strip()
        if ours != theirs:
            raise PostgresError(
                f"The data in {self.place.data} was written by PostgreSQL {theirs}, and this release "
                f"brings PostgreSQL {ours}. To carry it over: go back to the release that you had, run "
                f"`make backup`, return to this release, move {self.place.data} out of the way, "
                "and run `make restore FILE=…` with the file that the backup named."
            )

    def _create(self) -> None:
        draft = self.place.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)  # left by an interrupted start
        place.make_private(draft, self.account)
        made = subprocess.run(
            [
                *(self.bin / "initdb", "--pgdata", draft, "--username", address.USER),
                *("--auth-local=peer", "--auth-host=reject", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            ],
            cwd="/",
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            **as_account(self.account),
        )
        if made.returncode:
            raise PostgresError(f"PostgreSQL could not create its data folder:\n{made.stderr}")
        draft.rename(self.place.data)

    def _write_access_rules(self) -> None:
        for name, line in {
            "pg_hba.conf": f"local all {address.USER} peer map=portal\n",
            "pg_ident.conf": f"portal {place.client_name()} {address.USER}\n",
        }.items():
            path = self.place.home / name
            path.write_text(line)
            path.chmod(0o644)

    def _serve(self) -> bool:
        settings = {
            **self.settings,
            "unix_socket_directories": str(self.place.socket_dir),
            "hba_file": str(self.place.home / "pg_hba.conf"),
            "ident_file": str(self.place.home / "pg_ident.conf"),
        }
        rotate_log(self.data_dir)
        descriptor = os.open(self.place.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(descriptor, "ab") as log, stops_held_back():
            self.log_start = log.tell()
            self.process = spawn(
                [
                    *(self.bin / "postgres", "-D", self.place.data),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stop_signal=signal.SIGINT,
                account=self.account,
                env=_environment(),
                output=log,
            )
        return self._wait_until_ready(self.process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while process.poll() is None:
            if orphans.status(self.place.data) == (process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL is not ready yet:\n{self._last_words()}")
            time.sleep(0.02)
        return False

    def _last_words(self) -> str:
        return self.place.log.read_bytes()[self.log_start :].decode(errors="replace")[-2000:]

    def _create_database(self) -> None:
        with psycopg.connect(address.url(self.data_dir, "postgres"), autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [address.DATABASE]).fetchone() is None:
                name = sql.Identifier(address.DATABASE)
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def rotate_log(data_dir: Path) -> bool:
    """Move the server's log to `server.old.log` if it is larger than 10 MB, and say whether it was.

    Safe while the server runs: it appends, so the emptied file grows again from its beginning.
    """
    log = place.find(data_dir).log
    if not log.exists() or log.stat().st_size <= _LARGEST_LOG:
        return False
    old = log.with_suffix(".old.log")
    old.touch(mode=0o600)
    shutil.copyfile(log, old)
    os.truncate(log, 0)
    return True


def _environment() -> dict[str, str]:
    """Return a minimal environment: PGDATA or PGOPTIONS of the caller's shell must not reach the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
