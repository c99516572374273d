"""The Tab key on long pages: it reaches everything in reading order, visibly, and never under the bar."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
LONG = [
    Visit("/courses/{one}/", "newcomer"),
    Visit("/courses/{one}/learn/", "watching"),
    Visit("/courses/{one}/test/", "testing"),
    Visit("/accounts/profile/", "plain"),
]
_MOST_TABS = 400
# One press of Tab for a group of radio buttons, none for what is closed in a <details>.
_STOPS = """() => {
  const shown = (it) => it.checkVisibility({visibilityProperty: true}) && !it.closest('[inert]');
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, video, [tabindex="0"]')]
    .filter((it) => shown(it) && !it.disabled && it.type !== 'hidden' && it.tabIndex >= 0)
    .filter((it) => it.type !== 'radio' || (!groups.has(it.name) && groups.add(it.name)))
    .map((it) => it.type === 'radio' ? `radio ${it.name}` : it.outerHTML.slice(0, 160));
}"""
_AT_REST = """(video) => new Promise((rests) => {
  const look = () => setTimeout(video.readyState && !video.seeking ? rests : look, 300);
  look();
})"""
_FOCUS = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const bar = document.querySelector('.topbar').getBoundingClientRect();
  // The controls inside a video are the browser's own, at its lower edge; it marks which has the focus.
  const video = it.tagName === 'VIDEO';
  const marked = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
  return {
    name: it.type === 'radio' ? `radio ${it.name}` : it.outerHTML.slice(0, 160),
    visible: video || marked(style),
    inside: box.bottom > 0 && box.top < innerHeight,
    clear: Boolean(it.closest('.topbar')) || (video ? box.bottom - 48 : box.top) >= bar.bottom - 1,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """What has the focus after a press of Tab."""

    name: str
    visible: bool
    inside: bool
    clear: bool


def stops(window: Window, key: str = "Tab") -> list[Stop]:
    """Press the key until the page has been gone through."""
    found: list[Stop] = []
    for _ in range(_MOST_TABS):
        window.page.keyboard.press(key)
        focus: dict[str, Any] | None = window.page.evaluate(_FOCUS)
        if focus is None:
            break
        found.append(Stop(**focus))
    return found


@pytest.mark.parametrize("visit", LONG, ids=str)
def test_tab_reaches_everything_in_the_order_of_reading(window: Window, visit: Visit) -> None:
    window.open(visit)
    if "/learn/" in visit.path:
        # Where the learner left off becomes the transcript's stop, if the player can go there.
        window.page.locator("video").evaluate(_AT_REST)
    expected = window.page.evaluate(_STOPS)
    reached = list(dict.fromkeys(stop.name for stop in stops(window)))
    assert reached == list(dict.fromkeys(expected))


@pytest.mark.parametrize("visit", LONG, ids=str)
def test_what_has_the_focus_shows_it_and_is_not_under_the_bar(window: Window, visit: Visit) -> None:
    window.open(visit)
    window.page.set_viewport_size({"width": 360, "height": 480})
    # Backwards what comes next is above, where the bar is.
    found = stops(window) + stops(window, "Shift+Tab")
    assert len(found) > 20
    assert {stop.name for stop in found if not stop.visible} == set()
    assert {stop.name for stop in found if not (stop.inside and stop.clear)} == set()


@pytest.mark.parametrize(("who", "jumps"), [("watching", True), ("impersonating", False)])
def test_times_that_jump_are_promised_where_they_do(window: Window, who: str, jumps: bool) -> None:
    """Staff who view a page as a learner get no script that acts."""
    window.open(Visit("/courses/{one}/learn/", who))
    promise = window.page.get_by_text("Select a time to jump to it.")
    expect(promise).to_have_css("visibility", "visible" if jumps else "hidden")
    expect(window.page.locator("#transcript [data-second][href]").first).to_be_attached(
        attached=jumps
    )
