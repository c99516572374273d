"""The database of a test run: a throw-away PostgreSQL, started before any setting is read.

pytest loads this first (`-p tests.cluster`). The main process owns the server; parallel workers inherit
its address. It ends with the run, even a killed one. With DATABASE_URL set, that server is used instead.
"""

import atexit
import os
import re
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from embedded import Cluster, PostgresError, owned
from embedded.cluster import THROWAWAY
from tests import migrated

_PREFIX = "cme-test-"
_JUST_MADE_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent
_running = ExitStack()
# pikepdf brings lxml along, and openpyxl would read and write through it: not as the portal does without.
os.environ.setdefault("OPENPYXL_LXML", "False")


def variables() -> set[str]:
    """Return the names that the settings read from the environment."""
    settings = (_ROOT / "portal" / "settings.py").read_text()
    return set(re.findall(r"""\b(?:text|several|whole_number)\(\s*["']([A-Z0-9_]+)""", settings))


def _forget_the_machine() -> None:
    """A developer's shell and `.env` must not change what a test sees."""
    os.environ.setdefault("DATABASE_URL", "")
    for name in variables() - {"DATABASE_URL"}:
        os.environ[name] = ""


def _sweep() -> None:
    """Remove what killed runs left: a folder whose owner is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < _JUST_MADE_SECONDS:
                continue  # a run that begins beside this one may not hold it yet
            with owned(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except (PostgresError, OSError):
            continue


def _start() -> None:
    _sweep()
    _forget_the_machine()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o755)  # as root the server has another account; what is private in here is 0700
    _running.enter_context(owned(folder))
    _running.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PORTAL_DATA"] = str(folder)
    if not os.environ["DATABASE_URL"]:
        cluster = Cluster(folder, {**THROWAWAY, "max_connections": "200"})
        _running.callback(cluster.stop)
        cluster.start()
    else:
        _running.callback(migrated.drop, "template")


def stop() -> None:
    """Stop the server and remove its data; safe to repeat."""
    _running.close()


if "PYTEST_XDIST_WORKER" not in os.environ:
    atexit.register(stop)  # for a run that fails before pytest is configured
    _start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last test is done."""
    stop()
