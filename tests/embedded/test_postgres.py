"""The embedded PostgreSQL: private, durable, and back after anything."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

import embedded
from embedded import Cluster, PostgresError, address, binaries, place
from embedded.cluster import THROWAWAY, rotate_log
from embedded.outage import did_not_start, outlast
from tests.live import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
# Starts a server, says so, and waits to be killed: stands for a portal that dies without a word.
OWNER = """
import sys, time
from pathlib import Path
from embedded import Cluster, owned
with owned(Path(sys.argv[1])):
    cluster = Cluster(Path(sys.argv[1]), {"fsync": "off"})
    cluster.start()
    print(cluster.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that the server's account can reach, as an ordinary one can be."""
    # Not below tmp_path: every other run of pytest that begins meanwhile closes its parent again.
    with tempfile.TemporaryDirectory(prefix="cme-shelf-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@pytest.fixture
def cluster(data_dir: Path) -> Iterator[Cluster]:
    """A cluster of its own, running."""
    made = Cluster(data_dir, THROWAWAY)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def ask(data_dir: Path, query: str) -> object:
    with psycopg.connect(address.url(data_dir), autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_it_speaks_unicode_checksums_pages_and_keeps_utc(cluster: Cluster) -> None:
    collation = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'portal'"
    assert ask(cluster.data_dir, collation) == "bC.UTF-8"
    assert ask(cluster.data_dir, "SHOW server_encoding") == "UTF8"
    assert ask(cluster.data_dir, "SHOW data_checksums") == "on"
    assert ask(cluster.data_dir, "SHOW timezone") == "UTC"


def test_real_data_is_written_through_to_the_disk(data_dir: Path) -> None:
    settings = Cluster(data_dir).settings
    assert not settings.keys() & THROWAWAY.keys()


def test_the_only_door_is_a_socket_in_a_private_folder(cluster: Cluster) -> None:
    folder = cluster.place.socket_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.place.data.stat().st_mode) == 0o700
    assert ask(cluster.data_dir, "SHOW listen_addresses") == ""


def test_nobody_but_our_own_account_may_come_in(cluster: Cluster) -> None:
    rules = "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'peer'"
    assert ask(cluster.data_dir, rules) == 0
    names = "SELECT string_agg(sys_name, ',') FROM pg_ident_file_mappings"
    assert ask(cluster.data_dir, names) == place.client_name()


def test_another_database_user_is_turned_away(cluster: Cluster) -> None:
    ask(cluster.data_dir, "CREATE ROLE other LOGIN")
    url = address.url(cluster.data_dir).replace("user=portal", "user=other")
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(url)


def test_its_log_holds_no_address_no_row_and_no_statement(cluster: Cluster) -> None:
    ask(cluster.data_dir, "CREATE TABLE people (email text PRIMARY KEY, age int CHECK (age > 0))")
    ask(cluster.data_dir, "INSERT INTO people VALUES ('nora@example.org', 7)")
    for refused in (
        "INSERT INTO people VALUES ('nora@example.org', 8)",  # Key (email)=(…) already exists
        "INSERT INTO people VALUES ('nora@example.org-2', -1)",  # Failing row contains (…)
        "SELECT 'nora@example.org'::int",  # invalid input syntax for type integer: "…"
        "SELECT nora FROM people WHERE email = 'nora@example.org'",
        "DO $$ BEGIN RAISE WARNING 'nora'; END $$",
    ):
        with suppress(psycopg.Error):
            ask(cluster.data_dir, refused)
    with psycopg.connect(address.url(cluster.data_dir)) as connection:
        pid = connection.info.backend_pid
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_terminate_backend(%s), 'nora@example.org'", [pid])
    log = cluster.place.log.read_text()
    assert "ready to accept connections" in log
    assert "terminating connection" in log
    assert "nora" not in log
    assert "people" not in log


def test_its_log_is_rotated_while_it_writes_on(cluster: Cluster) -> None:
    log = cluster.place.log
    assert not rotate_log(cluster.data_dir)
    with log.open("a") as file:
        file.write("x" * 10_000_001)
    assert rotate_log(cluster.data_dir)
    assert log.stat().st_size == 0
    assert log.with_suffix(".old.log").stat().st_size > 10_000_000
    assert stat.S_IMODE(log.with_suffix(".old.log").stat().st_mode) == 0o600
    ask(cluster.data_dir, "CHECKPOINT")
    assert log.read_bytes().startswith(b"20")  # no hole at its beginning


def test_a_second_start_finds_the_data_of_the_first(cluster: Cluster) -> None:
    ask(cluster.data_dir, "CREATE TABLE kept AS SELECT 7 AS number")
    cluster.stop()
    cluster.start()
    assert ask(cluster.data_dir, "SELECT number FROM kept") == 7


def test_what_was_committed_survives_kill_9_of_the_server(cluster: Cluster) -> None:
    ask(cluster.data_dir, "CREATE TABLE kept AS SELECT 7 AS number")
    assert cluster.process is not None
    cluster.process.kill()
    cluster.process.wait()
    assert cluster.died()
    cluster.start()
    assert ask(cluster.data_dir, "SELECT number FROM kept") == 7


def test_one_that_cannot_come_back_at_once_is_started_again_until_it_can(cluster: Cluster) -> None:
    control = cluster.place.data / "global" / "pg_control"
    cluster.stop()
    control.rename(control.with_suffix(".away"))
    with pytest.raises(PostgresError, match="did not start"):
        cluster.start()
    threading.Timer(0.5, control.with_suffix(".away").rename, [control]).start()
    outlast(cluster.start, did_not_start)
    assert ask(cluster.data_dir, "SELECT 1") == 1


def test_an_owner_killed_together_with_its_server_leaves_no_obstacle(data_dir: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, data_dir], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    server = int(owner.stdout.readline())
    os.kill(owner.pid, signal.SIGKILL)
    os.kill(server, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    start_and_stop(data_dir)


def test_a_server_that_outlived_its_owner_is_stopped_first(data_dir: Path) -> None:
    orphan = Cluster(data_dir, THROWAWAY)
    orphan.start()
    assert orphan.process is not None
    start_and_stop(data_dir)
    assert orphan.process.wait(PATIENCE) == 0


def test_a_process_id_that_went_to_another_program_is_no_obstacle(data_dir: Path) -> None:
    start_and_stop(data_dir)
    lock = place.find(data_dir).data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n")
    start_and_stop(data_dir)


def test_an_interrupted_creation_is_begun_again(data_dir: Path) -> None:
    home = place.prepare(data_dir).home
    (home / "data.new").mkdir()
    (home / "data.new" / "PG_VERSION").write_text("half")
    start_and_stop(data_dir)
    assert not (home / "data.new").exists()


def test_data_of_another_major_version_is_refused_with_the_way_to_carry_it_over(
    data_dir: Path,
) -> None:
    data = place.prepare(data_dir).data
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"make backup.*make restore") as refusal:
        Cluster(data_dir).start()
    assert "PostgreSQL 9" in str(refusal.value)


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(data_dir: Path) -> None:
    deep = data_dir / ("long" * 30)
    start_and_stop(deep)
    short = place.find(deep).socket_dir
    assert len(str(short)) < 80
    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    short.rmdir()


def test_a_closed_folder_stays_closed_and_the_database_serves_all_the_same(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    start_and_stop(closed / "data")
    home = place.find(closed / "data").home
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (home / "data" / "PG_VERSION").exists()
    start_and_stop(closed / "data")
    assert place.find(closed / "data").home == home
    shutil.rmtree(home)  # as root it is below /var/lib


def test_a_folder_that_somebody_else_made_is_refused(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "mine").mkdir()
    (data_dir / "trap").symlink_to(data_dir / "mine")
    with pytest.raises(PostgresError, match="somebody else"):
        place.make_private(data_dir / "trap", None)


def test_two_owners_of_one_folder_are_refused(data_dir: Path) -> None:
    with embedded.owned(data_dir), pytest.raises(PostgresError, match="already running"):
        embedded.owned(data_dir).__enter__()
    with embedded.owned(data_dir):
        assert (data_dir / "owner.lock").exists()


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PostgresError, match=r"file cannot be used: .*PORTAL_DATA"):
        embedded.owned(tmp_path / "file").__enter__()


def test_a_server_that_is_not_there_is_named_with_the_reason() -> None:
    nobody = "postgresql://127.0.0.1:1/cme"
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(nobody)
    advice = embedded.connection_advice(refused.value, nobody)
    assert advice is not None
    assert "port 1 failed: Connection refused" in advice
    assert len(advice.splitlines()) == 1


def test_the_programs_are_unpacked_whole(tmp_path: Path) -> None:
    assert {"postgres", "initdb", "pg_dump", "pg_restore", "psql"} <= {
        path.name for path in binaries.bin_dir().iterdir()
    }
    assert not list(binaries.bin_dir().parent.parent.glob(".unpacking-*"))


def test_a_url_keeps_its_own_parameters() -> None:
    entry = embedded.django_database(
        "postgresql://ann:s%40cret@db.example.org:6432/cme?sslmode=require", Path("/unused")
    )
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("cme", "ann", "s@cret")
    assert (entry["HOST"], entry["PORT"]) == ("db.example.org", "6432")
    assert entry["OPTIONS"] == {
        **embedded.timeouts("command"),
        "server_side_binding": True,
        "sslmode": "require",
    }


def start_and_stop(data_dir: Path) -> None:
    cluster = Cluster(data_dir, THROWAWAY)
    cluster.start()
    try:
        assert ask(data_dir, "SELECT 1") == 1
    finally:
        cluster.stop()
