"""Two portals on one database behind PgBouncer in transaction mode: both start, serve, and do their jobs."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from embedded.address import is_away
from embedded.place import make_private, server_account
from embedded.processes import spawn, stop
from embedded.supervisor import obstacle
from tests.kill.everybody import EACH, assert_nothing_lost, make_learners, start_everybody
from tests.kill.traffic import Traffic
from tests.live import running
from tests.outside import PASSWORD, OutsideServer, free_port, outside_server

_PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# Few connections, so that a portal that clings to one is noticed.
_SETTINGS = """
[databases]
portal = host=127.0.0.1 port={server} dbname=portal user=portal password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
query_wait_timeout = 2
"""


@pytest.fixture
def server() -> Iterator[OutsideServer]:
    """The server behind the pooler."""
    with outside_server() as server:
        yield server


@pytest.fixture
def pooled(server: OutsideServer) -> Iterator[str]:
    """The address of its database by way of PgBouncer."""
    if _PROGRAM is None:
        pytest.skip("PgBouncer is not installed: apt-get install pgbouncer")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="cme-shelf-") as folder:
        make_private(Path(folder), server_account())
        path = Path(folder) / "pgbouncer.ini"
        path.write_text(_SETTINGS.format(server=server.port, port=port, password=PASSWORD))
        path.chmod(0o644)
        with (Path(folder) / "log").open("wb") as log:
            pooler = spawn([_PROGRAM, path], account=server_account(), output=log)
        try:
            while pooler.poll() is None and obstacle("127.0.0.1", port) is None:
                time.sleep(0.02)
            yield server.url("portal", "portal", port)
        finally:
            stop(pooler)


def test_two_portals_start_serve_and_work_through_a_pooler(pooled: str) -> None:
    environment = {"DATABASE_URL": pooled, "DATABASE_POOLER": "1", "SECRET_KEY": "of both " * 9}
    with (
        running(settings.DATA_DIR / "pooled-1", **environment) as portal,
        running(settings.DATA_DIR / "pooled-2", **environment) as second,
    ):
        learners = make_learners(portal)
        with Traffic(second.port) as traffic:
            told = start_everybody(traffic, learners)
            traffic.wait_for_more(EACH)
        assert_nothing_lost(portal, learners, told)
        portal.wait_until_job_done()


def test_what_a_pooler_says_of_a_server_that_is_away_is_waited_for(
    server: OutsideServer, pooled: str
) -> None:
    said = []
    with psycopg.connect(pooled) as guest:
        guest.execute("SELECT 1")
        server.stop()
        for connect in (guest.__enter__, partial(psycopg.connect, pooled)):
            with pytest.raises(psycopg.OperationalError) as away, connect() as connection:
                connection.execute("SELECT 1")
            said.append(away.value)
    assert [str(error) for error in said if not is_away(error)] == []
