"""`make run`: everything comes up, says where it is, survives, and goes away again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.live import LivePortal

ROOT = Path(__file__).resolve().parents[2]


def up(data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "up"],
        env={**os.environ, "PORTAL_DATA": str(data_dir), "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
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


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", socket.gethostname()])
def test_a_host_that_is_no_address_of_this_machine_is_not_blamed_on_the_port(
    tmp_path: Path, host: str
) -> None:
    result = up(tmp_path, HOST=host)
    assert result.returncode == 1
    assert f"HOST={host} is no address of this machine" in result.stderr
    assert "in use" not in result.stderr
    assert "Traceback" not in result.stderr


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
        server = int(lock.read_text().split()[0])
        portal.terminate()
        assert portal.wait(60) == 0
        assert not is_alive(server)


def test_a_command_without_a_database_says_how_to_start_it(tmp_path: Path) -> None:
    result = manage(tmp_path, "showmigrations", "accounts")
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "The database is not running. Start it with `make run`, then try again."
    )


def test_a_second_portal_on_the_same_data_is_refused(live_portal: LivePortal) -> None:
    result = up(live_portal.data_dir, PORT="0")
    assert result.returncode == 1
    assert "already running" in result.stderr


def test_it_says_where_it_is_who_the_administrator_is_and_where_mail_goes(
    live_portal: LivePortal,
) -> None:
    said = (live_portal.data_dir / "live.log").read_text()
    assert f"Portal ready at {live_portal.url}/" in said
    assert "admin@localhost" in said
    assert "admin-password" in said
    assert f"{live_portal.url}/dev/mail/" in said


def test_the_sample_series_is_there(live_portal: LivePortal) -> None:
    with psycopg.connect(live_portal.database_url) as connection:
        slugs = {slug for (slug,) in connection.execute("SELECT slug FROM courses_course")}
    # The portal is shared: another test may have loaded a course of its own.
    assert {"approaches-and-resources", "identification-and-response"} <= slugs


def test_secrets_are_readable_by_their_owner_alone(live_portal: LivePortal) -> None:
    for name in ("secret-key", "admin-password"):
        assert (live_portal.data_dir / name).stat().st_mode & 0o777 == 0o600


def test_the_administrator_can_sign_in_with_the_kept_password(live_portal: LivePortal) -> None:
    password = (live_portal.data_dir / "admin-password").read_text().strip()
    assert len(password) >= 22
    result = manage(live_portal.data_dir, "shell", "-c", SIGN_IN, PASSWORD=password)
    assert "welcome admin@localhost verified" in result.stdout, result.stderr


def test_the_web_server_comes_back_after_kill_9(live_portal: LivePortal) -> None:
    live_portal.restart_web(kill=True)
    assert (
        "The web server stopped; started again." in (live_portal.data_dir / "live.log").read_text()
    )


def test_postgresql_comes_back_after_kill_9_with_all_that_was_committed(
    live_portal: LivePortal,
) -> None:
    with psycopg.connect(live_portal.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    live_portal.kill_database()
    with psycopg.connect(live_portal.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
        connection.execute("DROP TABLE kept")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_and_a_new_start_has_all_data(
    live_portal: LivePortal, number: signal.Signals
) -> None:
    pids = live_portal.process_ids()
    live_portal.process.send_signal(number)
    assert live_portal.process.wait(30) == 0
    assert not [pid for pid in pids if is_alive(pid)]
    live_portal.start()


def test_kill_9_of_everything_is_followed_by_an_ordinary_start(live_portal: LivePortal) -> None:
    for pid in [live_portal.process.pid, *live_portal.process_ids()]:
        os.kill(pid, signal.SIGKILL)
    live_portal.process.wait()
    live_portal.start()


def test_kill_9_of_the_owner_alone_takes_its_children_along(live_portal: LivePortal) -> None:
    live_portal.process.kill()
    live_portal.process.wait()
    live_portal.start()


def manage(data_dir: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env={**os.environ, "PORTAL_DATA": str(data_dir), "DATABASE_URL": "", **more},
        capture_output=True,
        text=True,
        check=False,
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


SIGN_IN = """
import os
from django.contrib.auth import authenticate
from allauth.account.models import EmailAddress
user = authenticate(username="admin@localhost", password=os.environ["PASSWORD"])
address = EmailAddress.objects.get(user=user)
print("welcome", user.email, "verified" if address.verified and address.primary else "")
"""
