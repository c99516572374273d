"""What is written about the settings is what the settings read."""

import os
import re
from pathlib import Path

import pytest

from portal.local import load_env_file, local_secret_key
from tests.cluster import variables

ROOT = Path(__file__).resolve().parents[2]
# Set by `manage.py up` for its own children, never by a person.
INTERNAL = {"PORTAL_BOUND_TO_LOOPBACK"}


def test_the_readme_lists_every_variable_and_no_other() -> None:
    table = re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert set(table) == variables() - INTERNAL


def test_the_example_file_lists_every_variable_and_no_other() -> None:
    lines = re.findall(r"^#([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(lines) == variables() - INTERNAL


def test_nobody_else_reads_the_environment_for_settings() -> None:
    apps = ("accounts", "courses", "progress", "certificates")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    assert [path for path in files if "os.environ" in path.read_text()] == []


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_TEST_A", "from the environment")
    monkeypatch.delenv("PORTAL_TEST_B", raising=False)
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nPORTAL_TEST_A=file\n PORTAL_TEST_B = p#ss=w$rd 'x' \n")
    load_env_file(file)
    assert os.environ["PORTAL_TEST_A"] == "from the environment"
    assert os.environ["PORTAL_TEST_B"] == "p#ss=w$rd 'x'"
    del os.environ["PORTAL_TEST_B"]


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    load_env_file(tmp_path / "nothing")


def test_the_local_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = local_secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert local_secret_key(tmp_path / "data") == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
