"""`make run` that cannot start says why, and leaves nothing behind. tests/kill/ has a whole one."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import PATIENCE
from tests.outside import PASSWORD, OutsideServer, outside_server

ROOT = Path(__file__).resolve().parents[2]


def up(data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "up"],
        env={**os.environ, "PORTAL_DATA": str(data_dir), "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_port_in_use_is_said_clearly_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = up(tmp_path, PORT=str(port))
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("DATABASE_URL", "portal"), ("PORTAL_DATA", __file__)]
)
def test_a_wrong_variable_is_answered_with_one_sentence(
    tmp_path: Path, name: str, value: str
) -> None:
    result = up(tmp_path, **{name: value})
    assert result.returncode == 1
    assert name in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def outside() -> Iterator[OutsideServer]:
    """A server that is there, whatever one calls it by."""
    with outside_server() as server:
        yield server


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            ("portal:s3cret-w0rd@", "portal:secret-guess@"),
            'authentication failed for user "portal"',
        ),
        (("/portal?", "/nothing?"), 'database "nothing" does not exist'),
        (("127.0.0.1", "nowhere.invalid"), "failed to resolve host 'nowhere.invalid'"),
    ],
)
@pytest.mark.parametrize("command", ["up", "worker"])
def test_what_no_waiting_mends_ends_at_once_with_its_sentence(
    outside: OutsideServer, tmp_path: Path, command: str, wrong: tuple[str, str], said: str
) -> None:
    url = f"{outside.url('portal', 'portal')}?".replace(*wrong)
    result = manage(tmp_path, command, DATABASE_URL=url, PORT="0")
    assert result.returncode == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.stderr
    assert PASSWORD not in result.stderr


def test_a_database_that_belongs_to_another_role_is_answered_with_one_sentence(
    outside: OutsideServer, tmp_path: Path
) -> None:
    outside.ask("CREATE DATABASE unowned")
    result = up(tmp_path, DATABASE_URL=outside.url("portal", "unowned"), PORT="0")
    assert result.returncode == 1
    assert "ALTER DATABASE unowned OWNER TO portal" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_production_does_not_start_on_wrong_settings(tmp_path: Path) -> None:
    result = up(tmp_path, PORTAL_ENV="production")
    assert result.returncode == 1
    for fault in ("SECRET_KEY", "DATABASE_URL", "EMAIL_HOST", "ALLOWED_HOSTS"):
        assert fault in result.stderr
    assert "Traceback" not in result.stderr


def test_production_does_not_even_import_its_web_application(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_ENV": "production", "PORTAL_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "portal.E002" in result.stderr


def test_a_stop_in_the_middle_of_the_first_start_leaves_nothing_running() -> None:
    with tempfile.TemporaryDirectory(prefix="cme-shelf-") as folder:
        Path(folder).chmod(0o755)  # as root PostgreSQL has an account of its own
        lock = Path(folder) / "postgres" / "data" / "postmaster.pid"
        portal = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "up"],
            env={**os.environ, "PORTAL_DATA": folder, "DATABASE_URL": "", "PORT": "0"},
        )
        while not lock.exists() or not lock.read_text().count("\n"):
            assert portal.poll() is None
            time.sleep(0.02)
        server = int(lock.read_text().split()[0])
        portal.terminate()
        assert portal.wait(PATIENCE) == 0
        assert not is_alive(server)


def test_a_command_without_a_database_says_how_to_start_it(tmp_path: Path) -> None:
    result = manage(tmp_path, "showmigrations", "accounts")
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "The database is not running. Start it with `make run`, then try again."
    )


def manage(data_dir: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env={**os.environ, "PORTAL_DATA": str(data_dir), "DATABASE_URL": "", **more},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
