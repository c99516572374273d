"""A guest comes past the front matter to the video: in three presses, on a phone, and without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.window import Window
from tests.live import PATIENCE

pytestmark = pytest.mark.django_db
PHONE = ViewportSize(width=390, height=844)
# Chromium drops what is pressed before a page is first painted, and nobody presses what they cannot see yet.
SEEN = "performance.getEntriesByName('first-contentful-paint').length > 0"
_VIDEO = "document.querySelector('video[controls]')"
PLAYS = f"!{_VIDEO}.paused && {_VIDEO}.currentTime > 0"
STATE = f"['paused', 'currentTime', 'readyState', 'networkState'].map((name) => {_VIDEO}[name])"
TOLD = ["disclosure", "credit", "accreditation", "designation", "dates", "faculty", "objectives"]
TOLD += ["format", "time", "method", "minimum-performance"]


@pytest.fixture(params=[True, False], ids=["with a script", "without one"])
def page(request: pytest.FixtureRequest, browser: Browser, window: Window) -> Iterator[Page]:
    context = browser.new_context(
        base_url=window.origin, viewport=PHONE, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


class Presses:
    """Counts what a person presses on the way."""

    def __init__(self) -> None:
        self.number = 0

    def press(self, control: Locator) -> None:
        wait_until(control.page, SEEN)
        control.click()
        self.number += 1


def stands_before(page: Page, start: Locator) -> None:
    """What must be told is visible, and above *Start course* on the screen, at whose edge a phone keeps it."""
    page.locator("#before-you-start").evaluate("part => part.scrollIntoView({block: 'end'})")
    below = start.bounding_box()
    assert below
    for key in TOLD:
        told = page.locator(f"#about-{key}").locator("xpath=..")
        expect(told).to_be_visible()
        box = told.bounding_box()
        assert box
        assert box["y"] + box["height"] <= below["y"], key


def wait_until(page: Page, expression: str) -> None:
    """Ask the page until it says true: a page without scripts can be asked, but cannot wait."""
    for _ in range(int(10 * PATIENCE)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Never true: {expression}, but the page is {page.evaluate(STATE)}")


def test_three_presses_lead_from_home_to_playing(page: Page) -> None:
    presses = Presses()
    page.goto("/")
    presses.press(page.get_by_role("heading", level=3).get_by_role("link").first)
    start = page.get_by_role("link", name="Start course")
    stands_before(page, start)
    presses.press(start)
    expect(page).to_have_url(re.compile(r"/learn/\?read=[\w.-]+$"))
    page.wait_for_load_state()
    presses.press(page.locator("video[controls]"))
    wait_until(page, PLAYS)  # by its own controls, whatever scripts run
    assert presses.number <= 3
    assert page.context.cookies() == []


def test_a_link_straight_to_the_video_leads_past_the_front_matter(page: Page) -> None:
    page.goto("/courses/identification-and-response/learn/")
    expect(page.locator("video")).to_have_count(0)
    start = page.get_by_role("link", name="Start course")
    stands_before(page, start)
    start.click()
    expect(page.locator("video[controls]")).to_be_visible()
    page.reload()
    expect(page.locator("video[controls]")).to_be_visible()


@pytest.mark.parametrize("address", ["", "learn/"])
def test_a_learner_acknowledges_what_stands_above_start(window: Window, address: str) -> None:
    window.page.context.clear_cookies()
    session = window.everything.sessions["newcomer"]
    window.page.context.add_cookies([{"name": "sessionid", "value": session, "url": window.origin}])
    for width in (360, 390, 1280):
        window.page.set_viewport_size({"width": width, "height": 844})
        window.page.goto(f"{window.origin}/courses/identification-and-response/{address}")
        stands_before(window.page, window.page.get_by_role("button", name="Start course"))
