"""A restore says what it replaces, replaces nothing else, and leaves everybody the rights they had."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside import OutsideServer, outside_server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[OutsideServer]:
    """A server with a reporting role, and an application's role that owns nothing."""
    with outside_server() as server:
        server.add_role("reporting")
        server.add_role("application")
        yield server


@pytest.fixture(scope="module")
def saved(server: OutsideServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of tables with one account, one certificate and a secret."""
    home = tmp_path_factory.mktemp("old")
    for statement in (
        "CREATE TABLE accounts_user AS SELECT 1 AS id, 'ann' AS name",
        "CREATE TABLE certificates_certificate AS SELECT 7 AS id",
        "CREATE TABLE secrets (id int GENERATED ALWAYS AS IDENTITY, word text)",
        "CREATE TYPE colour AS ENUM ('red')",
        "CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7'",
        "CREATE VIEW names AS SELECT name FROM accounts_user",
        "CREATE TABLE added_by_the_backup AS SELECT 1 AS id",
    ):
        server.ask(statement, "portal", "portal")
    assert manage(server, "portal", home, "backup").returncode == 0
    return next((home / "backups").glob("portal-*.tar"))


@pytest.fixture
def target(server: OutsideServer, saved: Path) -> Iterator[str]:
    """A database of the portal's role, with two accounts."""
    server.ask("CREATE DATABASE target OWNER portal")
    server.ask("CREATE TABLE accounts_user AS SELECT generate_series(1, 2)", "portal", "target")
    yield "target"
    server.ask("DROP DATABASE target")


def manage(
    server: OutsideServer, database: str, home: Path, *command: str | Path, stdin: int | None = None
) -> subprocess.CompletedProcess[str]:
    url = server.url("portal", database)
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env={**os.environ, "PORTAL_DATA": str(home), "DATABASE_URL": url},
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def typed(
    server: OutsideServer, home: Path, saved: Path, answer: str
) -> subprocess.CompletedProcess[str]:
    """Restore at a terminal, where somebody types an answer."""
    person, terminal = pty.openpty()
    os.write(person, f"{answer}\n".encode())
    try:
        return manage(server, "target", home, "restore", saved, stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)


def accounts(server: OutsideServer) -> object:
    return server.ask("SELECT count(*) FROM accounts_user", "portal", "target")[0][0]


def test_nothing_is_replaced_that_nobody_confirmed(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    result = manage(server, target, tmp_path, "restore", saved)
    assert result.returncode == 1
    name = f"127.0.0.1:{server.port}/target"
    assert f"{name}: 2 accounts, 0 certificates, 2 rows in all, 0 media files." in result.stdout
    assert f"INTO={name}" in result.stderr
    assert accounts(server) == 2


def test_a_wrong_name_changes_nothing(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    other = f"127.0.0.1:{server.port}/portal"
    for result in (
        manage(server, target, tmp_path, "restore", saved, "--into", other),
        manage(server, target, tmp_path, "restore", saved, "--into", ""),
        typed(server, tmp_path, saved, "127.0.0.1/target"),
    ):
        assert result.returncode == 1
        assert "Nothing was changed" in result.stderr
        assert "Traceback" not in result.stderr
    assert accounts(server) == 2


def test_a_wrong_name_stops_a_script_before_an_empty_database_too(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    server.ask("DROP TABLE accounts_user", "portal", target)
    assert manage(server, target, tmp_path, "restore", saved, "--into", "db/x").returncode == 1
    assert server.ask("SELECT FROM pg_tables WHERE schemaname = 'public'", "portal", target) == []


def test_the_right_name_restores(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    name = f"127.0.0.1:{server.port}/target"
    result = manage(server, target, tmp_path, "restore", saved, "--into", name)
    assert result.returncode == 0, result.stderr
    assert accounts(server) == 1
    server.ask("INSERT INTO accounts_user VALUES (2), (3)", "portal", target)
    result = typed(server, tmp_path, saved, name)
    assert result.returncode == 0, result.stderr
    assert accounts(server) == 1


def test_an_empty_database_needs_no_name(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    server.ask("DROP TABLE accounts_user", "portal", target)
    result = manage(server, target, tmp_path, "restore", saved)
    assert result.returncode == 0, result.stderr
    assert "it is empty" in result.stdout
    assert accounts(server) == 1


def test_an_empty_database_beside_media_of_another_is_not_an_empty_target(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    server.ask("DROP TABLE accounts_user", "portal", target)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "one.mp4").write_bytes(b"moving pictures")
    result = manage(server, target, tmp_path, "restore", saved)
    assert result.returncode == 1
    assert "1 media files" in result.stdout
    assert (tmp_path / "media" / "one.mp4").exists()


RIGHTS = """
SELECT string_agg(format('%s %s', what, may), E'\\n' ORDER BY what) FROM (VALUES
    ('application, schema', has_schema_privilege('application', 'public', 'USAGE')),
    ('application, select', has_table_privilege('application', 'accounts_user', 'SELECT')),
    ('application, truncate', has_table_privilege('application', 'accounts_user', 'TRUNCATE')),
    ('application, execute', has_function_privilege('application', 'seven()', 'EXECUTE')),
    ('application, sequence', has_sequence_privilege('application', 'secrets_id_seq', 'USAGE')),
    ('application, type', has_type_privilege('application', 'colour', 'USAGE')),
    ('owner, truncate', has_table_privilege('portal', 'accounts_user', 'TRUNCATE')),
    ('owner, insert', has_table_privilege('portal', 'accounts_user', 'INSERT')),
    ('owner, secrets', (SELECT relowner::regrole::text FROM pg_class WHERE relname = 'secrets') = 'reporting'),
    ('public, execute', has_function_privilege('reporting', 'seven()', 'EXECUTE')),
    ('reporting, hand on', has_table_privilege('reporting', 'names', 'SELECT WITH GRANT OPTION')),
    ('reporting, name', has_column_privilege('reporting', 'accounts_user', 'name', 'SELECT')),
    ('reporting, id', has_column_privilege('reporting', 'accounts_user', 'id', 'SELECT')),
    ('reporting, certificates', has_table_privilege('reporting', 'certificates_certificate', 'SELECT')),
    ('reporting, new tables', has_table_privilege('reporting', 'new', 'SELECT')),
    ('reporting, new secrets', has_table_privilege('reporting', 'new', 'INSERT'))
) AS rights(what, may)
"""
KEPT = """application, execute t
application, schema t
application, select t
application, sequence t
application, truncate f
application, type t
owner, insert t
owner, secrets t
owner, truncate f
public, execute f
reporting, certificates f
reporting, hand on t
reporting, id f
reporting, name t
reporting, new secrets f
reporting, new tables t"""


def test_every_role_may_do_afterwards_what_it_might_before(
    server: OutsideServer, saved: Path, target: str, tmp_path: Path
) -> None:
    name = f"127.0.0.1:{server.port}/target"
    restore = ("restore", saved, "--into", name)
    assert manage(server, target, tmp_path, *restore).returncode == 0
    server.ask("DROP TABLE added_by_the_backup; CREATE TABLE lost_by_it (id int)", "portal", target)
    for statement in (
        "ALTER DEFAULT PRIVILEGES FOR ROLE portal IN SCHEMA public GRANT SELECT ON TABLES TO reporting",
        "GRANT SELECT ON lost_by_it TO reporting",
        "GRANT SELECT, INSERT ON accounts_user TO application",
        "REVOKE TRUNCATE ON accounts_user FROM portal",
        # As the operations page says: of all tables to come, in whichever schema.
        "ALTER DEFAULT PRIVILEGES FOR ROLE portal REVOKE TRUNCATE ON TABLES FROM portal",
        "GRANT SELECT (name) ON accounts_user TO reporting",
        "GRANT SELECT ON names TO reporting WITH GRANT OPTION",
        "GRANT USAGE ON SEQUENCE secrets_id_seq TO application",
        "REVOKE EXECUTE ON FUNCTION seven() FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION seven() TO application",
        "GRANT USAGE ON TYPE colour TO application",
        # The schema of an ordinary database is everybody's to use: here it is not.
        "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO application, reporting",
        "GRANT CREATE ON SCHEMA public TO reporting",
    ):
        server.ask(statement, "portal", target)
    server.ask("GRANT reporting TO portal; ALTER TABLE secrets OWNER TO reporting", "root", target)
    server.ask("CREATE TABLE new (id int)", "portal", target)
    assert server.ask(RIGHTS, "root", target) == [(KEPT,)]
    schema = (
        "SELECT nspowner::regrole::text, nspacl::text[] FROM pg_namespace WHERE nspname = 'public'"
    )
    before = server.ask(schema, "root", target)
    result = manage(server, target, tmp_path, *restore)
    assert result.returncode == 0, result.stderr
    may_read = "SELECT has_table_privilege('reporting', 'added_by_the_backup', 'SELECT')"
    assert server.ask(may_read, "root", target) == [(True,)]
    may_empty = "SELECT has_table_privilege('portal', 'added_by_the_backup', 'TRUNCATE')"
    assert server.ask(may_empty, "root", target) == [(False,)]
    server.ask("CREATE TABLE new (id int)", "portal", target)
    assert server.ask(RIGHTS, "root", target) == [(KEPT,)]
    ((owner, grants),) = server.ask(schema, "root", target)
    assert (owner, sorted(grants)) == (before[0][0], sorted(before[0][1]))  # type: ignore[call-overload]
