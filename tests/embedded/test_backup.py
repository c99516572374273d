"""`make backup` and `make restore`: everything in one file, and back as a whole or not at all."""

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from embedded import owned, served
from embedded.address import url
from embedded.former_set import LAST_COMMIT_OF_FORMER_SET

ROOT = Path(__file__).resolve().parents[2]
HERE = ("--into", "embedded/portal")


@pytest.fixture(scope="module")
def shelf() -> Iterator[Path]:
    """A folder that the database's account can reach, for installations that come and go."""
    with tempfile.TemporaryDirectory(prefix="cme-shelf-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def saved(shelf: Path) -> Path:
    """The backup of an installation with one row, one media file and a key of its own."""
    home = shelf / "old"
    (home / "media" / "videos").mkdir(parents=True)
    (home / "media" / "videos" / "one.mp4").write_bytes(b"moving pictures")
    (home / "secret-key").write_text("the key of the old machine " * 3)
    ask(home, "CREATE TABLE kept AS SELECT 'blåbær ™'::text AS word")
    result = manage(home, "backup")
    assert result.returncode == 0, result.stderr
    return next((home / "backups").glob("portal-*.tar"))


# Whatever else a database of the former set had, it had this.
FORMER_MIGRATIONS = (
    "CREATE TABLE django_migrations AS SELECT 1 AS id, 'accounts' AS app, "
    "'0001_initial' AS name, now() AS applied"
)


@pytest.fixture(scope="module")
def former(shelf: Path) -> Path:
    """An installation whose database has the former migrations."""
    ask(shelf / "former", FORMER_MIGRATIONS)
    return shelf / "former"


def manage(data_dir: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env={**os.environ, "PORTAL_DATA": str(data_dir), "DATABASE_URL": "", "PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def ask(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    with served(data_dir), psycopg.connect(url(data_dir), autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def test_a_backup_is_one_private_file_named_by_its_time(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
    with tarfile.open(saved) as tar:
        assert {"manifest.json", "database.dump", "media/videos/one.mp4", "secret-key"} <= set(
            tar.getnames()
        )


def test_a_fresh_machine_gets_everything_back(saved: Path, shelf: Path) -> None:
    result = manage(shelf / "fresh", "restore", saved)
    assert result.returncode == 0, result.stderr
    assert ask(shelf / "fresh", "SELECT word FROM kept") == [("blåbær ™",)]
    assert (shelf / "fresh/media/videos/one.mp4").read_bytes() == b"moving pictures"
    assert (shelf / "fresh/secret-key").read_text() == (shelf / "old/secret-key").read_text()
    assert (shelf / "fresh/secret-key").stat().st_mode & 0o777 == 0o600


def test_what_was_there_before_gives_way(saved: Path, shelf: Path) -> None:
    (shelf / "used/media").mkdir(parents=True)
    (shelf / "used/media/other.mp4").write_bytes(b"")
    ask(shelf / "used", "CREATE TABLE other (id int)")
    assert manage(shelf / "used", "restore", saved).returncode == 1
    assert manage(shelf / "used", "restore", saved, *HERE).returncode == 0
    tables = "SELECT relname::text FROM pg_stat_user_tables"
    assert ask(shelf / "used", tables) == [("kept",)]
    assert [path.name for path in (shelf / "used/media").iterdir()] == ["videos"]


def test_a_broken_backup_changes_nothing(saved: Path, shelf: Path) -> None:
    broken = shelf / "broken.tar"
    with tarfile.open(saved) as tar:
        tar.extractall(shelf / "parts", filter="data")
    dump = shelf / "parts" / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-400])
    with tarfile.open(broken, "w") as tar:
        for part in (shelf / "parts").iterdir():
            tar.add(part, part.name)
    ask(shelf / "whole", "CREATE TABLE mine AS SELECT 1 AS id")
    result = manage(shelf / "whole", "restore", broken, *HERE)
    assert "nothing was changed" in result.stderr
    assert ask(shelf / "whole", "SELECT id FROM mine") == [(1,)]
    assert not (shelf / "whole/media").exists()


@pytest.mark.parametrize("name", ["nothing.tar", "letter.txt"])
def test_what_is_not_a_backup_is_refused_in_a_sentence(shelf: Path, name: str) -> None:
    (shelf / "letter.txt").write_text("Dear portal")
    result = manage(shelf / "whole", "restore", shelf / name)
    assert result.returncode == 1
    assert name in result.stderr
    assert "Traceback" not in result.stderr


def test_a_running_portal_is_not_restored(saved: Path, shelf: Path) -> None:
    with owned(shelf / "busy"):
        result = manage(shelf / "busy", "restore", saved)
    assert result.returncode == 1
    assert "already running" in result.stderr


def test_a_backup_of_a_newer_release_is_refused(saved: Path, shelf: Path) -> None:
    ask(
        shelf / "newer",
        "CREATE TABLE django_migrations AS SELECT 1 AS id, 'courses' AS app, "
        "'9999_from_tomorrow' AS name, now() AS applied",
    )
    assert manage(shelf / "newer", "backup").returncode == 0
    file = next((shelf / "newer/backups").iterdir())
    result = manage(shelf / "whole", "restore", file)
    assert result.returncode == 1
    assert "courses.9999_from_tomorrow" in result.stderr


def test_a_backup_of_the_former_migrations_is_refused_and_changes_nothing(
    former: Path, shelf: Path
) -> None:
    assert manage(former, "backup").returncode == 0
    ask(shelf / "present", "CREATE TABLE mine AS SELECT 1 AS id")
    result = manage(shelf / "present", "restore", next((former / "backups").iterdir()))
    assert result.returncode == 1
    assert result.stderr.strip().removeprefix("CommandError: ") == (
        "This backup was made before all migrations were written anew, so nothing was touched: "
        f"the last commit that can read it is {LAST_COMMIT_OF_FORMER_SET}."
    )
    assert ask(shelf / "present", "SELECT id FROM mine") == [(1,)]


def test_a_database_of_the_former_migrations_is_not_brought_up_nor_touched(former: Path) -> None:
    result = manage(former, "up")
    assert result.returncode == 1
    assert result.stderr.strip().removeprefix("CommandError: ") == (
        "This database was made before all migrations were written anew, so nothing was touched: "
        f"the last commit that can read it is {LAST_COMMIT_OF_FORMER_SET}."
    )
    tables = "SELECT relname::text FROM pg_stat_user_tables"
    assert ask(former, tables) == [("django_migrations",)]
    assert ask(former, "SELECT app, name FROM django_migrations") == [("accounts", "0001_initial")]
    assert not (former / "static.seal").exists()
