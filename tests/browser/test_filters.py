"""Whatever stands between the portal and the learner: nothing watched is lost, and what is said is true."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, expect

from tests.browser.learner import Learner
from tests.browser.test_watching import LEARN, enter, loaded, play_to, player_of, status, wait_until
from tests.live import LivePortal

BEAT = re.compile(r"/watch/beat/$")
OPEN = re.compile(r"/learn/open/")
MEDIA = re.compile(r"/media/.*\.mp4")
BLOCKED = re.compile("^What you watch isn’t reaching the site.*kept on this device")
BACK = "The site is responding again. Everything you watched is saved."
PAGE = "<!doctype html><title>Blocked</title><h1>This category is blocked</h1>"
CLOCK_OF_2020 = (
    "{ const off = Date.now() - 1577836800000, now = Date.now; Date.now = () => now() - off; }"
)


@pytest.fixture(scope="module")
def known(browser: Browser, live_portal: LivePortal, short_course: Path) -> StorageState:
    """The cookies of somebody who has started the short course."""
    context = browser.new_context(base_url=live_portal.url)
    learner = Learner(context.new_page(), live_portal)
    start(learner, "filters@example.org")
    state = context.storage_state()
    context.close()
    return state


def start(learner: Learner, email: str) -> None:
    learner.page.goto(f"/accounts/signup/?next={LEARN}")
    learner.sign_up(name="Ada Brontë", email=email, profession="Physician (MD)")
    learner.press("Start course")
    player_of(learner.page)


@pytest.fixture
def context(
    browser: Browser, live_portal: LivePortal, known: StorageState
) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_portal.url, storage_state=known)
    yield context
    context.close()


@pytest.fixture
def visitor(
    browser: Browser, live_portal: LivePortal, short_course: Path
) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_portal.url)
    yield context
    context.close()


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    enter(page)
    player_of(page)
    return page


def play(page: Page, start: int, end: int) -> None:
    loaded(page)
    page.evaluate(f"document.querySelector('video').currentTime = {start}")
    play_to(page, end)


def vanish(page: Page) -> None:
    """Close the page without its last report, which no route of ours would stop."""
    page.evaluate(
        """() => {
            navigator.sendBeacon = () => false;
            window.fetch = () => Promise.reject(new TypeError("gone"));
        }"""
    )
    page.close()


def kept(page: Page) -> list[dict[str, Any]]:
    """What the device has stored."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => Object.keys(localStorage).filter(key => key.startsWith("page."))
            .map(key => JSON.parse(localStorage[key]))"""
    )


def records(page: Page, start: int, end: int) -> bool:
    """Whether the server has these seconds, by the page that it draws."""
    page.reload()
    pairs = json.loads(str(page.locator("[data-watch]").get_attribute("data-watched")))
    return any(first <= start and end <= last for first, last in pairs)


def forgotten(page: Page) -> None:
    wait_until(page, "!Object.keys(localStorage).some(key => key.startsWith('page.'))")


def of_video(page: Page):  # type: ignore[no-untyped-def]  # Playwright's Locator, for `expect`
    return page.locator("[data-video-status]")


def report(page: Page) -> None:
    """Let the page report what it has played, and wait for what answers."""
    with page.expect_response(BEAT):
        page.evaluate("document.querySelector('video').dispatchEvent(new Event('pause'))")


def offers_transcript(page: Page) -> None:
    link = page.locator("[data-instead]").get_by_role("link", name="Read the transcript")
    expect(link).to_be_visible()


def aborting(route: Route) -> None:
    route.abort("blockedbyclient")


def answering(status: int, body: str = PAGE, kind: str = "text/html") -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, content_type=kind)


def test_only_our_own_word_ends_a_claim(context: BrowserContext) -> None:
    page = opened(context)
    answer = answering(200)

    def respond(route: Route) -> None:
        answer(route)

    page.route(BEAT, respond)  # at no moment without one: the page reports by itself, too
    play(page, 0, 2)
    expect(status(page)).to_have_text(BLOCKED)
    offers_transcript(page)
    for status_code in (403, 404, 407, 410, 451):
        answer = answering(status_code)
        report(page)
        expect(status(page)).to_have_text(BLOCKED)
        assert kept(page), status_code
    for body in ("{}", '{"code": 1020}', '{"code": "forbidden"}', '{"watched": null, "code": "x"}'):
        answer = answering(403, body, "application/json")
        report(page)
        assert kept(page), body
    answer = answering(503)
    report(page)
    expect(status(page)).to_have_text(re.compile("^The site isn’t responding right now"))
    assert kept(page)
    page.unroute(BEAT)
    report(page)
    expect(status(page)).to_have_text(BACK)
    expect(page.locator("[data-instead]")).to_be_hidden()
    forgotten(page)


def test_reports_that_an_ad_blocker_stops_are_kept_and_sent_by_the_next_page(
    context: BrowserContext,
) -> None:
    page = opened(context)
    page.route(BEAT, aborting)
    play(page, 5, 7)
    expect(status(page)).to_have_text(BLOCKED)
    vanish(page)
    page = opened(context)
    forgotten(page)
    assert records(page, 5, 7)


def test_seconds_without_a_token_are_kept_and_count_once_one_can_be_had(
    context: BrowserContext,
) -> None:
    page = opened(context)
    page.route(OPEN, aborting)
    play(page, 9, 11)
    expect(status(page)).to_have_text(BLOCKED)
    [stored] = kept(page)
    assert stored["token"] is None
    assert stored["segments"][0][0] in {8, 9}
    vanish(page)
    page = opened(context)
    forgotten(page)
    assert records(page, 9, 11)


def test_seconds_without_a_token_are_nobody_elses(
    context: BrowserContext, visitor: BrowserContext
) -> None:
    page = opened(context)
    page.route(OPEN, aborting)
    play(page, 13, 15)
    expect(status(page)).to_have_text(BLOCKED)
    context.clear_cookies()
    page.unroute(OPEN)
    with page.expect_response(re.compile("/learn/$")):
        page.reload()  # as a visitor
    enter(page)
    player_of(page)
    page.wait_for_timeout(1000)
    [stored] = kept(page)
    assert (stored["token"], stored["guest"]) == (None, False)


def test_the_clock_of_the_device_decides_nothing(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(CLOCK_OF_2020)
    enter(page)
    player_of(page)
    assert page.evaluate("new Date(Date.now()).getFullYear()") == 2020
    page.route(BEAT, answering(200))
    play(page, 16, 18)
    expect(status(page)).to_have_text(BLOCKED)
    vanish(page)
    page = opened(context)
    forgotten(page)
    assert records(page, 16, 18)


def test_a_visitors_pages_outlive_a_wrong_clock(visitor: BrowserContext) -> None:
    page = opened(visitor)
    play(page, 0, 2)
    wait_until(page, "/^M0/.test(document.querySelector('[data-watched-path]').getAttribute('d'))")
    page.close()
    page = visitor.new_page()
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 9e10; }")
    enter(page)
    player_of(page)
    wait_until(page, "/^M0/.test(document.querySelector('[data-watched-path]').getAttribute('d'))")
    assert kept(page)


@pytest.mark.parametrize("blocking", [aborting, answering(403), answering(404)])
def test_a_video_that_is_blocked_is_said_and_the_transcript_offered(
    visitor: BrowserContext, blocking: Callable[[Route], None]
) -> None:
    visitor.route(MEDIA, blocking)
    page = opened(visitor)
    expect(of_video(page)).to_have_text(re.compile("^The video can’t be loaded or played here"))
    offers_transcript(page)


def test_a_network_that_cannot_seek_is_said_and_does_not_lead_back_to_the_start(
    visitor: BrowserContext,
) -> None:
    recording = (Path(__file__).parent / "media" / "short.mp4").read_bytes()
    whole = {"Content-Length": str(len(recording)), "Content-Type": "video/mp4"}
    visitor.route(MEDIA, lambda route: route.fulfill(status=200, headers=whole, body=recording))
    page = opened(visitor)
    play_to(page, 2)
    expect(of_video(page)).to_have_text(re.compile("the video plays only from its start"))
    offers_transcript(page)
    page.locator("[data-second]").last.click()
    assert page.evaluate("document.querySelector('video').currentTime") >= 2


@pytest.mark.parametrize("script", ["watch", "seconds", "answers"])
def test_a_script_that_does_not_run_is_said_without_one(
    visitor: BrowserContext, script: str
) -> None:
    visitor.route(re.compile(rf"/js/{script}\.[^/]*js$"), aborting)
    page = visitor.new_page()
    enter(page)
    warning = page.locator("[data-not-counted]")
    expect(warning.get_by_text("What you watch isn’t being counted.")).to_be_visible()
    expect(warning.get_by_role("link", name="Read the transcript")).to_be_visible()
    promises = page.locator(".needs-script")
    expect(promises).to_have_count(2)
    for promise in promises.all():
        expect(promise).to_be_hidden()


def test_a_script_that_runs_takes_the_warning_away(visitor: BrowserContext) -> None:
    page = opened(visitor)
    expect(page.locator("[data-not-counted]")).to_have_count(0)
    expect(page.get_by_text("we’ll offer to add what you watched")).to_be_visible()
    expect(page.get_by_text("Select a time to jump to it.")).to_be_visible()


def test_steps_and_position_follow_adoption_and_the_end_of_the_video_without_a_reload(
    visitor: BrowserContext, live_portal: LivePortal
) -> None:
    page = opened(visitor)
    play_to(page, 8)
    learner = Learner(page, live_portal)
    start(learner, "adopting@example.org")
    page.evaluate("window.loaded = 'once'")
    steps = page.locator("#your-steps")
    expect(page.locator("[data-watched-text]")).to_contain_text("0% watched")
    learner.press("Yes, add to my account")
    expect(page.locator("[data-watched-text]")).to_contain_text(re.compile("[4-9]\\d% watched"))
    expect(steps).not_to_contain_text("watched")
    forgotten(page)
    wait_until(page, "document.querySelector('video').currentTime >= 7")
    learner.play()
    opened_step = page.locator("#next-step")
    expect(opened_step.get_by_role("link", name="Take the post-test")).to_be_visible()
    expect(opened_step).to_contain_text("You can take the post-test.")
    expect(steps).to_contain_text("Watch the video – done")
    assert page.evaluate("window.loaded") == "once"
