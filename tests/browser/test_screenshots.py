"""`make screenshots` on one page: six pictures of it, and a sheet that shows them."""

from pathlib import Path

import pytest

from tests.browser.contact_sheet import THEMES, WIDTHS, ContactSheet
from tests.browser.screenshots import STAFF
from tests.browser.visit import Visit
from tests.browser.visits import VISITS
from tests.browser.window import Window

pytestmark = pytest.mark.django_db


def test_a_page_is_on_the_sheet_in_each_width_and_theme(window: Window, tmp_path: Path) -> None:
    visit = Visit("/courses/{one}/")
    ContactSheet(tmp_path).add(window, visit)
    ContactSheet(tmp_path).add(window, visit)
    pictures = sorted(path.name for path in tmp_path.glob("*.jpg"))
    assert len(pictures) == len(WIDTHS) * len(THEMES)
    sheet = (tmp_path / "index.html").read_text()
    assert [sheet.count(f'src="{name}"') for name in pictures] == [1] * len(pictures)
    assert len({path.read_bytes() for path in tmp_path.glob("*.jpg")}) == len(pictures)


def test_the_staffs_pages_on_the_sheet_are_pages_of_the_portal() -> None:
    assert set(STAFF) <= set(VISITS)
