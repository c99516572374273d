"""`make screenshots`: every page and state, in three widths and two themes, on one sheet to look through.

Not a file of `make test`: `test_screenshots.py` keeps it running with one page. `-k` chooses pages by their
address, as in `make screenshots ARGS="-k courses"`; each run adds to the sheet.
"""

import os
from pathlib import Path

import pytest

from tests.browser.contact_sheet import ContactSheet
from tests.browser.learner_visits import LEARNER_VISITS
from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = Path(os.environ.get("SCREENSHOTS") or _ROOT / "var" / "screenshots")
# Of the staff's pages a few; all are opened by test_every_page.py.
STAFF = [
    Visit("/admin/", "owner"),
    Visit("/admin/", "staff"),
    Visit("/admin/editor/", "owner"),
    Visit("/admin/editor/{one}/about/", "owner"),
    Visit("/admin/editor/{two}/test/", "owner"),
    Visit("/admin/reports/{one}/", "owner"),
    Visit("/admin/learners/{holder_id}/", "staff"),
    Visit("/admin/courses/course/", "staff"),
]


@pytest.mark.parametrize("visit", [*LEARNER_VISITS, *STAFF], ids=str)
def test_a_page_is_photographed(window: Window, visit: Visit) -> None:
    ContactSheet(_FOLDER).add(window, visit)
