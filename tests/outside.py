"""A PostgreSQL that is not the portal's own: over TCP, with passwords, stopped and started as a test likes."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from embedded import binaries, place
from embedded.processes import as_account, spawn, stop
from tests.live import PATIENCE

PASSWORD = "s3cret-w0rd"


class OutsideServer:
    """A server on 127.0.0.1. Its superuser is `root`, and every password is PASSWORD."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._account = place.server_account()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def create(self) -> None:
        """Make its data folder, without caring what a power failure would do."""
        place.make_private(self._home, self._account)
        secret = self._home / "password"
        secret.write_text(PASSWORD)
        if self._account:
            shutil.chown(secret, self._account.pw_uid)
        subprocess.run(
            [
                *(binaries.bin_dir() / "initdb", "--pgdata", self._home / "data", "--no-sync"),
                *("--username=root", f"--pwfile={secret}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C"),
            ],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            **as_account(self._account),
        )

    def start(self) -> None:
        """Serve, and return once it does."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "fsync": "off",
            "unix_socket_directories": "",
            "logging_collector": "off",
        }
        with (self._home / "log").open("ab") as log:
            self._process = spawn(
                [
                    *(binaries.bin_dir() / "postgres", "-D", self._home / "data"),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                account=self._account,
                output=log,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, (self._home / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        """Break off every connection and stop, as an administrator does who is in a hurry."""
        if self._process:
            stop(self._process, (signal.SIGINT, PATIENCE))

    def stop_politely(self) -> None:
        """Begin to stop, letting everybody finish who is in; return once nobody else is let in."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def url(self, user: str = "root", database: str = "postgres", port: int = 0) -> str:
        """Return the address of a database for a user; through another port if one is given."""
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{port or self.port}/{database}"

    def ask(
        self, query: str, user: str = "root", database: str = "postgres"
    ) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.url(user, database), autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def add_role(self, name: str) -> None:
        """Make somebody who may sign in."""
        self.ask(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")

    def _answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def outside_server() -> Iterator[OutsideServer]:
    """Have one for this block, with a database `portal` of a role `portal`."""
    # Not below pytest's folder: the server's account can reach this one.
    with tempfile.TemporaryDirectory(prefix="cme-shelf-") as folder:
        Path(folder).chmod(0o755)
        server = OutsideServer(Path(folder) / "server")
        try:
            server.create()
            server.start()
            server.add_role("portal")
            server.ask("CREATE DATABASE portal OWNER portal")
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
