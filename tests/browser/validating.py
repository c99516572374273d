"""What `make validate` gathers: each page as it was sent, and the scores of five as a phone shows them.

Not a file of `make test`: the checker needs Java, and Lighthouse Node.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import migrated
from tests.browser.everything import Everything
from tests.browser.visits import VISITS
from tests.browser.window import Window
from tests.live import LivePortal, running
from tests.validating import lighthouse, nu
from video.services.poster_sizes import size_posters

pytestmark = pytest.mark.django_db
_FOLDER = Path(os.environ.get("VALIDATE_FOLDER") or settings.DATA_DIR / "validate")
# Name, address, who opens it, and whether search engines may list it.
_MEASURED = [
    ("home", "/", "", True),
    ("course", "/courses/{one}/", "", True),
    ("learn", "/courses/{one}/learn/", "watching", False),
    ("test", "/courses/{one}/test/", "testing", False),
    ("certificate", "/certificates/{valid}/", "holder", False),
]


def keep(name: str, rows: list[Any]) -> None:
    (_FOLDER / f"{name}.json").write_text(json.dumps([asdict(row) for row in rows], indent=1))


def test_every_page_is_valid_html(window: Window) -> None:
    pages: dict[Path, str] = {}
    (_FOLDER / "pages").mkdir(parents=True, exist_ok=True)
    for number, visit in enumerate(VISITS):
        path = _FOLDER / "pages" / f"{number:03}.html"
        path.write_text(window.sent(visit))
        pages[path] = str(visit)
    findings = nu.check(pages)
    keep("nu", findings)
    errors = [each for each in findings if each.is_error]
    assert not errors, f"{len(errors)} errors: they are printed below"


@pytest.fixture(scope="module")
def portal(everything: Everything) -> Iterator[LivePortal]:
    """The whole portal, as it is run, on the rows of every page."""
    size_posters()  # as the worker does within a minute
    environment = {
        "DATABASE_URL": migrated.url_of(connection.settings_dict["NAME"]),
        "SECRET_KEY": settings.SECRET_KEY,  # of the sessions
        "PORTAL_SAMPLE": "0",
    }
    with running(Path(settings.MEDIA_ROOT).parent, **environment) as started:
        yield started


def test_lighthouse_gives_what_we_aim_at(portal: LivePortal, everything: Everything) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    scores = []
    for name, path, who, found in _MEASURED:
        url = portal.url + path.format(**everything.places)
        session = everything.sessions.get(who, "")
        target = _FOLDER / f"lighthouse-{name}.report"
        scores.append(lighthouse.measure(name, url, target, session=session, found=found))
        keep("lighthouse", scores)
    missed = {row.page: row.errors for row in scores if row.errors}
    assert not missed, missed
