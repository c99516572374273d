"""Fixtures of the journeys: a learner with a browser of their own, and a course that takes seconds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests.authoring import series_folder
from tests.browser.everything import Everything
from tests.browser.learner import Learner
from tests.browser.served import everything_in, served
from tests.browser.window import Window
from tests.live import PATIENCE, LivePortal

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def learner(browser: Browser, live_portal: LivePortal) -> Iterator[Learner]:
    """A person at a browser with nothing in it."""
    context = browser.new_context(base_url=live_portal.url, accept_downloads=True)
    yield Learner(context.new_page(), live_portal)
    context.close()


@pytest.fixture(scope="session")
def short_course(live_portal: LivePortal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course whose real recording lasts 20 seconds, loaded as "listening"."""
    folder = series_folder.write_series(tmp_path_factory.mktemp("series"))
    video = Path(__file__).parent / "media" / "short.mp4"
    (folder / "listening" / "video.mp4").write_bytes(video.read_bytes())
    subprocess.run(
        [sys.executable, _ROOT / "manage.py", "load_series", folder],
        env={**os.environ, **live_portal.environment},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    return folder / "listening"


@pytest.fixture(scope="module")
def everything(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Everything]:
    """Rows for every page, for the tests of a module that do not use the database by themselves."""
    with django_db_blocker.unblock(), everything_in(tmp_path_factory.mktemp("everything")) as rows:
        yield rows


@pytest.fixture(scope="module")
def window(browser: Browser, everything: Everything) -> Iterator[Window]:
    """A window of a real browser on a portal that has everything."""
    with served() as origin:
        context = browser.new_context()
        yield Window(context.new_page(), origin, everything)
        context.close()
