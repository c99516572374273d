"""With text enlarged or spaced out, the way out stays in reach and no page scrolls sideways."""

import pytest

from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
# WCAG 1.4.12; and the text alone at 200 %, which widens no window (1.4.4).
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
DOUBLED = "html { font-size: 200% !important; }"
LOOKS = [(SPACED, 320), (SPACED, 360), (DOUBLED, 390), (DOUBLED, 768)]
TEST = Visit("/courses/{one}/test/", "testing")
VISITS = [Visit("/courses/"), Visit("/courses/", "testing"), TEST]
_STYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
_MEASURE = """() => {
  const exit = document.querySelector('.exit').getBoundingClientRect();
  const width = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  const outside = Math.max(0, exit.right - innerWidth, -exit.left, -exit.top);
  return {outside, sideways: Math.max(0, width - innerWidth)};
}"""
# What the Tab key reaches in the bar, as places: none stands above or before the one that it reaches first.
_BACKWARDS = """() => {
  const stops = [...document.querySelectorAll('.topbar .wrap :is(a, summary)')].filter((it) => it.checkVisibility());
  const boxes = stops.filter((it) => !it.closest('.account-panel')).map((it) => it.getBoundingClientRect());
  const follows = (a, b) => b.top >= a.bottom - 1 || (b.left >= a.right - 1 && b.bottom > a.top);
  return boxes.slice(1).filter((box, at) => !follows(boxes[at], box)).length;
}"""


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_the_way_out_stays_in_reach_and_nothing_scrolls_sideways(
    window: Window, visit: Visit
) -> None:
    window.open(visit)
    for css, width in LOOKS:
        window.page.set_viewport_size({"width": width, "height": 800})
        window.page.evaluate(_STYLE, css)
        found = window.page.evaluate(_MEASURE)
        assert found == {"outside": 0, "sideways": 0}, (css, width)
        assert window.page.evaluate(_BACKWARDS) == 0, (css, width)


def test_what_sticks_below_a_bar_of_two_lines_is_not_behind_it(window: Window) -> None:
    window.open(TEST)
    window.page.set_viewport_size({"width": 390, "height": 800})
    window.page.evaluate(_STYLE, DOUBLED)
    answers = window.page.locator("form.test").get_by_role("radio")
    answers.last.evaluate("radio => radio.scrollIntoView()")
    bar, count = (window.page.locator(it).bounding_box() for it in (".topbar", ".test-count"))
    assert bar
    assert count
    assert bar["height"] > 120
    assert bar["height"] - 1 <= count["y"] < bar["height"] + 1
