"""Fixtures that any test may ask for. The database is started by tests/cluster.py."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from time_machine import TimeMachineFixture

from embedded import plans
from portal.backends import private_storage
from portal.context import forget_installation
from providers.days import forget_portal_zone
from tests import chromium, migrated
from tests.first_rows import commits, put_back
from tests.live import PATIENCE, LivePortal, running
from video.services.transcripts import forget_tracks

# How long an example takes says what else the machine does, not whether the code is right.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")

_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(autouse=True, scope="session")
def files_of_this_process() -> None:
    """Give each process its own: it has its own rows, whose numbers name files that others would overwrite.

    Static files are served without being collected: tests of pages need no manifest.
    """
    folder = Path(django_settings.DATA_DIR, f"files-{os.getpid()}")
    django_settings.MEDIA_ROOT = folder / "media"
    django_settings.UPLOAD_DIR = folder / "uploads"
    django_settings.MAIL_DIR = folder / "mail"
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "private": private_storage(folder),
    }
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """Forget what a process keeps between requests: another test's rows are not ours."""
    forget_installation()
    forget_portal_zone()
    forget_tracks()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Make this process's database a copy of the one that the run's migrations made.

    It is asked as pages ask it, except for the limits of time: what fails only there fails here too.
    """
    settings = connections["default"].settings_dict
    settings["TEST"]["TEMPLATE"] = migrated.template()
    settings["OPTIONS"] |= {
        "options": " ".join(f"-c {name}={value}" for name, value in plans.PAGE_SETTINGS.items()),
        "prepare_threshold": plans.PREPARE_AFTER,
    }


@pytest.fixture
def a_fixed_day(time_machine: TimeMachineFixture) -> None:
    """A day on which nothing that the tests write has expired."""
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=True)


_first_rows: dict[str, str] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remember what the migrations put in: a test that commits leaves nothing of it."""
    with django_db_blocker.unblock():
        _first_rows["all"] = connections["default"].creation.serialize_db_to_string()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put it back after such a test, so that the order of tests and files does not matter."""
    yield
    if nextitem and commits(item):  # after the last one the database is gone
        with item.config.stash[blocking_manager_key].unblock():
            put_back(_first_rows["all"])


# Files that take long begin first, so that no core waits for another at the end.
_LONG = [
    "tests/kill/",
    "test_coordinator_journey",
    "test_learner_journey",
    "browser/test_watching",
    "test_every_page",
    "test_axe",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files, long ones first; inside a file and among the rest the random order stands."""

    def rank(item: pytest.Item) -> int:
        path = str(item.path)
        return next((place for place, name in enumerate(_LONG) if name in path), len(_LONG))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def live_portal() -> Iterator[LivePortal]:
    """A whole portal of its own, with a migrated database, for the tests of this process."""
    name = f"live_{os.getpid()}"
    with (
        migrated.copy(name) as url,
        running(django_settings.DATA_DIR / name, DATABASE_URL=url) as portal,
    ):
        yield portal


# Not for the session: while it runs, Playwright has an event loop, and Django refuses to query beside one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; without one the run stops and says what to install."""
    try:
        path = chromium.find_or_install()
    except chromium.ChromiumMissingError as missing:
        pytest.exit(str(missing), returncode=1)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        as_root = os.geteuid() == 0  # Chromium's sandbox refuses root
        launched = playwright.chromium.launch(
            executable_path=path, args=_QUIET, chromium_sandbox=not as_root
        )
        # A machine that others use takes minutes; a browser that died is told at once.
        launched.on("context", lambda context: context.set_default_timeout(PATIENCE * 1000))
        expect.set_options(timeout=PATIENCE * 1000)
        yield launched
        launched.close()
