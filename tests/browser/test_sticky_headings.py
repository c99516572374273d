"""Headings that stay in view over long forms never cover what has the focus, and leave low screens alone."""

import pytest

from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
FORMS = {
    ".test-count": Visit("/courses/{one}/test/", "testing"),
    ".matrix-head": Visit("/courses/{one}/evaluation/", "passed"),
}
_MOST_TABS = 150
_COVERED = """(heading) => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const [over, box] = [document.querySelector(heading), it].map((each) => each.getBoundingClientRect());
  if (it.closest('.topbar')) return ''; // above everything
  const apart = box.top >= over.bottom - 1 || box.bottom <= over.top + 1;
  return apart ? '' : it.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("heading", FORMS)
def test_a_heading_that_stays_covers_nothing_that_has_the_focus(
    window: Window, heading: str
) -> None:
    window.open(FORMS[heading])
    window.page.set_viewport_size({"width": 1280, "height": 560})
    covered = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(_MOST_TABS):
            window.page.keyboard.press(key)
            found = window.page.evaluate(_COVERED, heading)
            if found is None:
                break
            covered.append(found)
    assert len(covered) > 20
    assert set(covered) == {""}


@pytest.mark.parametrize("heading", FORMS)
@pytest.mark.parametrize("size", [(320, 180), (1280, 500)], ids=["400 %", "low"])
def test_on_a_low_screen_no_heading_takes_room_from_the_form(
    window: Window, heading: str, size: tuple[int, int]
) -> None:
    window.open(FORMS[heading])
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    last = window.page.locator(":is(.test, .matrix) input[type=radio]:visible").last
    last.evaluate("it => it.scrollIntoView()")
    top = window.page.locator(heading).evaluate("it => it.getBoundingClientRect().bottom")
    assert top <= 0
