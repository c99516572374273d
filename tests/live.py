"""A whole portal for a test: what `manage.py up` starts, on a free port, with its own database and mail."""

import email
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import psycopg

from embedded import address, processes

_ROOT = Path(__file__).resolve().parent.parent
# A machine that others use takes minutes; whoever waits for a portal that died is told at once.
PATIENCE = 300.0
_CODE = re.compile(r"^\s*([A-Z0-9]{3,4}(?:-?[A-Z0-9]{3,4})+)\s*$", re.MULTILINE)


class LivePortal:
    """Web server and worker as real processes, with the sample series loaded.

    Its database is the one that DATABASE_URL names, else its own PostgreSQL. `environment` is what a
    command for it needs. `url` has no slash at its end. Ask for it by `localhost`: passkeys and
    cookies want one name.
    """

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.environment = {"PORTAL_DATA": str(data_dir), "DATABASE_URL": "", **environment}
        self.mail_dir = data_dir / "mail"
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self._log = data_dir / "live.log"
        self._read: set[Path] = set()

    @property
    def database_url(self) -> str:
        """Where psycopg finds the portal's database."""
        return self.environment["DATABASE_URL"] or address.url(self.data_dir)

    def start(self) -> None:
        """Run `manage.py up` and return once it serves and has said so."""
        self.launch()
        self.wait_until_ready()
        # It asks itself, too, and a busy machine answers us first; only then does it watch its services.
        self.wait_until_said("Portal ready")

    def launch(self) -> None:
        """Run `manage.py up`, whatever becomes of it."""
        self.data_dir.mkdir(mode=0o755, exist_ok=True)
        self._said_before = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self.process = processes.spawn(
                [sys.executable, _ROOT / "manage.py", "up"],
                env={**os.environ, **self.environment, "PORT": str(self.port)},
                output=log,
            )

    def stop(self) -> None:
        """Stop everything as Ctrl-C does, and remove the data."""
        processes.stop(self.process, (signal.SIGTERM, PATIENCE))
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def wait_until_ready(self) -> None:
        """Return when database, schema and worker are there; fail with the log when they never are."""
        self._wait(self._is_ready, "The portal is not ready")

    def wait_until_said(self, words: str) -> None:
        """Return when these words are in its log since it was launched."""
        self._wait(
            lambda: words.encode() in self._log.read_bytes()[self._said_before :],
            f"The portal has not said “{words}”",
        )

    def wait_until_job_done(self) -> None:
        """Return when its worker has done a job that was given to it just now."""
        self._wait(self._worker_is_there, "No worker has shown itself")
        defer = ("procrastinate", "defer", "portal.purge", json.dumps({"timestamp": 0}))
        subprocess.run(
            [sys.executable, _ROOT / "manage.py", *defer],
            env={**os.environ, **self.environment},
            check=True,
            timeout=PATIENCE,
        )
        self._wait(self._is_purged, "The job is not done")

    def _worker_is_there(self) -> bool:
        return self._holds("procrastinate_workers WHERE last_heartbeat > now() - interval '15 s'")

    def _is_purged(self) -> bool:
        done = "task_name = 'portal.purge' AND args = '{\"timestamp\": 0}' AND status = 'succeeded'"
        return self._holds(f"procrastinate_jobs WHERE {done}")

    def _holds(self, rows: str) -> bool:
        with psycopg.connect(self.database_url) as connection:
            return bool(connection.execute(f"SELECT FROM {rows} LIMIT 1".encode()).rowcount)

    def restart_web(self, *, kill: bool = False) -> None:
        """End the web server and its processes (`kill`: by SIGKILL) and wait for the new ones."""
        before = self._web()
        assert before, "The web server is not running"  # id 0 would be ourselves
        if kill:
            os.killpg(before, signal.SIGKILL)
        else:
            os.kill(before, signal.SIGTERM)
        self._wait(lambda: self._web() not in {0, before}, "The web server did not come back")
        self.wait_until_ready()

    def kill_database(self) -> None:
        """End PostgreSQL by SIGKILL and wait until it serves again."""
        before = self._server()
        assert before, "PostgreSQL is not running"  # id 0 would be ourselves
        os.kill(before, signal.SIGKILL)
        self._wait(lambda: self._server() not in {0, before}, "PostgreSQL did not come back")
        self.wait_until_ready()

    def process_ids(self) -> list[int]:
        """Return the ids of the services: worker, web server, and its own PostgreSQL."""
        pids = [int(path.read_text()) for path in (self.data_dir / "pids").iterdir()]
        return [*pids, self._server()]

    def mails(self, recipient: str) -> list[EmailMessage]:
        """Return what was sent to an address, oldest first."""
        return [message for _, message in self._mails(recipient)]

    def read_code(self, recipient: str) -> str:
        """Return the code of the newest mail to an address, waiting for one that was not read before."""
        self._wait(lambda: bool(self._unread(recipient)), f"No new mail to {recipient}")
        path, message = self._unread(recipient)[-1]
        self._read.add(path)
        found = _CODE.search(_text(message))
        assert found, f"No code in the mail to {recipient}: {message['Subject']}"
        return found[1]

    def wait_for_mail(self, recipient: str, *, subject: str) -> EmailMessage:
        """Return the newest mail to an address whose subject has this word; it may be under way."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.mails(recipient) if subject in str(mail["Subject"])]

        self._wait(lambda: bool(found()), f"No mail about “{subject}” to {recipient}")
        return found()[-1]

    def _mails(self, recipient: str) -> list[tuple[Path, EmailMessage]]:
        read = [
            (path, email.message_from_bytes(path.read_bytes(), policy=default))
            for path in sorted(self.mail_dir.glob("*.eml"))
        ]
        return [(path, message) for path, message in read if recipient in str(message["To"])]

    def _unread(self, recipient: str) -> list[tuple[Path, EmailMessage]]:
        return [
            (path, message)
            for path, message in self._mails(recipient)
            if path not in self._read and _CODE.search(_text(message))
        ]

    def _web(self) -> int:
        return _first_number(self.data_dir / "pids" / "web")

    def _server(self) -> int:
        return _first_number(self.data_dir / "postgres" / "data" / "postmaster.pid")

    def _is_ready(self) -> bool:
        return self._is_well("/readyz") and self._is_well("/workerz")

    def _is_well(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _wait(self, holds: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            waiting = self.process.poll() is None and time.monotonic() < deadline
            assert waiting, f"{otherwise}:\n{self._log.read_text()[-4000:]}"
            time.sleep(0.05)


@contextmanager
def running(data_dir: Path, **environment: str) -> Iterator[LivePortal]:
    """Have a portal for this block; asked to stop, it must end as one that was asked."""
    portal = LivePortal(data_dir, **environment)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()
    assert portal.process.returncode == 0


def _first_number(path: Path) -> int:
    """Return the process id in a file; 0 while it is not there, or just being written."""
    lines: list[str] = []
    with suppress(FileNotFoundError):  # It may go in any moment: its server was killed.
        lines = path.read_text().splitlines()
    return int(lines[0]) if lines and lines[0].strip().isdigit() else 0


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
