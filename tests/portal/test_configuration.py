"""What is written about the settings is what the settings read."""

import os
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import embedded
from portal.environment import (
    internal_place,
    load_env_file,
    local_hosts,
    local_secret_key,
    whole_number,
)
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
    apps = ("accounts", "courses", "progress", "certificates", "staff")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    # The settings ask by the functions of portal/environment.py, whose calls `variables` finds.
    files.append(ROOT / "portal" / "settings.py")
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


def test_of_two_lines_with_one_name_the_last_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_TEST_B", "")  # so that it is put back afterwards
    monkeypatch.delenv("PORTAL_TEST_B")
    file = tmp_path / ".env"
    file.write_text("PORTAL_TEST_B=former\nPORTAL_TEST_B=new\n")
    load_env_file(file)
    assert os.environ["PORTAL_TEST_B"] == "new"
    del os.environ["PORTAL_TEST_B"]


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    load_env_file(tmp_path / "nothing")


def test_the_local_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = local_secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert local_secret_key(tmp_path / "data") == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["eighty", "-1", "65536", "8_000", " 80", "٨٠"])
def test_a_number_that_is_none_or_out_of_range_is_named(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a number from 0 to 65535"):
        whole_number("PORT", 8000, least=0, most=65535)


@pytest.mark.parametrize(("text", "number"), [("", 8000), ("0", 0), ("65535", 65535)])
def test_a_number_is_read_and_an_empty_one_is_the_default(
    text: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", text)
    assert whole_number("PORT", 8000, least=0, most=65535) == number


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"file cannot be used: .*PORTAL_DATA"):
        local_secret_key(tmp_path / "file")


@pytest.mark.parametrize("url", ["nonsense", "mysql://ann:s3cret@db.example.org/cme"])
def test_a_database_url_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        embedded.django_database(url, Path("/unused"))
    assert url not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "0.0.0.0", "::"])  # noqa: S104
def test_a_local_portal_answers_to_this_machine(host: str) -> None:
    assert local_hosts(host) == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("host", "name"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "[2001:db8::7]")]
)
def test_a_portal_on_one_address_answers_to_it_first(host: str, name: str) -> None:
    assert local_hosts(host)[0] == name


def test_the_place_from_which_nginx_sends_begins_and_ends_with_a_slash() -> None:
    assert internal_place("") == ""
    assert internal_place("/protected/media/") == "/protected/media/"
    for wrong in ("protected", "/protected", "protected/", "//", "/a b/", "https://x/", "/x/?"):
        with pytest.raises(ImproperlyConfigured, match="MEDIA_ACCEL"):
            internal_place(wrong)
