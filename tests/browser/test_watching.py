"""Nothing watched is lost: whatever happens to the network, the tab, the session or the script."""

import re
import time
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.learner import Learner
from tests.live import PATIENCE

LEARN = "/courses/listening/learn/"
OFFLINE = re.compile("^You’re offline")
IS_PAGE = "key => key.startsWith('page.')"
_numbers = count(1)


@pytest.fixture
def page(learner: Learner, short_course: Path) -> Page:
    """The player of someone who has just started the short course."""
    learner.page.goto(f"/accounts/signup/?next={LEARN}")
    email = f"watching-{next(_numbers)}@example.org"
    learner.sign_up(name="Ada Brontë", email=email, profession="Physician (MD)")
    learner.press("Start course")
    loaded(learner.page)
    return learner.page


def player_of(page: Page) -> None:
    """Wait until the page's script has taken up the player."""
    page.locator("[data-watch][data-ready]").wait_for()


def loaded(page: Page) -> None:
    """Wait until the recording is known, too: it begins where it was left, and what is set is remembered."""
    player_of(page)
    wait_until(page, "document.querySelector('video').readyState > 0")
    page.evaluate("new Promise(done => setTimeout(done, 100))")  # what listens has been told


def enter(page: Page) -> None:
    """Open the player; a visitor reads what stands before it, and starts."""
    page.goto(LEARN)
    start = page.get_by_role("link", name="Start course")
    if start.count():
        start.click()


def wait_until(page: Page, expression: str) -> None:
    """Ask the page until it says true. Playwright's own way evaluates text, which our CSP forbids."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"Never true: {expression}"
        page.wait_for_timeout(100)


def play_until(page: Page, second: float) -> None:
    page.evaluate("document.querySelector('video').play()")
    wait_until(page, f"document.querySelector('video').currentTime >= {second}")


def pause(page: Page) -> None:
    page.evaluate("document.querySelector('video').pause()")


def play_to(page: Page, second: float) -> None:
    """Play, and pause at that second: the page does it itself, because we may come late."""
    page.evaluate(
        """second => {
            const video = document.querySelector("video");
            const look = () => { if (video.currentTime >= second) {
                video.pause(); video.removeEventListener("timeupdate", look); } };
            video.addEventListener("timeupdate", look);
            return video.play();
        }""",
        second,
    )
    wait_until(page, "document.querySelector('video').paused")


def words(page: Page):  # type: ignore[no-untyped-def]  # Playwright's Locator, for `expect`
    return page.locator("[data-watched-text]")


def status(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-watch-status]")


def reopen(context: BrowserContext) -> Page:
    page = context.new_page()
    enter(page)
    player_of(page)
    return page


def watched_from_start(page: Page, *, at_least: int) -> None:
    """The server's record begins at 0:00 and reaches so far without a gap."""
    path = "document.querySelector('[data-watched-path]').getAttribute('d')"
    wait_until(page, f"/^M0 5H/.test({path}) && parseInt({path}.slice(5)) >= {at_least}")


def test_what_was_played_is_drawn_from_the_servers_answer_and_resumes_elsewhere(page: Page) -> None:
    play_to(page, 4)
    watched_from_start(page, at_least=4)
    other = reopen(page.context)
    expect(words(other)).to_have_text(re.compile("Still to watch: 0:(0[4-9]|1\\d)–0:20"))
    wait_until(other, "document.querySelector('video').currentTime >= 4")


def test_jumping_ahead_counts_nothing_in_between(page: Page) -> None:
    page.evaluate("document.querySelector('video').currentTime = 15")
    play_to(page, 18)
    expect(words(page)).to_have_text(re.compile("Still to watch: 0:00–0:15"))


def test_a_closed_tab_has_said_what_it_played(page: Page) -> None:
    play_until(page, 3)
    page.goto("/help/")
    page.goto(LEARN)
    player_of(page)
    watched_from_start(page, at_least=3)


def test_offline_is_said_calmly_and_caught_up(page: Page) -> None:
    play_until(page, 1)
    page.context.set_offline(True)
    expect(status(page)).to_have_text(OFFLINE)
    play_until(page, 5)
    page.context.set_offline(False)
    expect(status(page)).to_have_text("You’re back online. Everything you watched is saved.")
    watched_from_start(page, at_least=5)


def test_what_a_crash_left_behind_is_sent_by_the_next_page(page: Page) -> None:
    context = page.context
    play_until(page, 1)
    context.set_offline(True)
    play_to(page, 5)
    expect(status(page)).to_have_text(OFFLINE)
    page.close()
    context.set_offline(False)
    watched_from_start(reopen(context), at_least=5)


def test_what_a_colleague_left_behind_is_saved_for_them_and_not_shown(
    page: Page, learner: Learner
) -> None:
    context = page.context
    play_until(page, 1)
    context.set_offline(True)
    play_to(page, 5)
    expect(status(page)).to_have_text(OFFLINE)
    page.close()
    context.set_offline(False)
    context.clear_cookies()
    colleague = Learner(context.new_page(), learner.portal)
    colleague.page.goto(f"/accounts/signup/?next={LEARN}")
    email = f"watching-{next(_numbers)}@example.org"
    colleague.sign_up(name="Nora Lindqvist", email=email, profession="Registered nurse")
    colleague.press("Start course")
    player_of(colleague.page)
    wait_until(colleague.page, f"!Object.keys(localStorage).some({IS_PAGE})")
    expect(words(colleague.page)).to_have_text("0% watched. Still to watch: 0:00–0:20.")


def test_two_tabs_add_up(page: Page) -> None:
    other = reopen(page.context)
    other.evaluate("document.querySelector('video').currentTime = 10")
    play_to(other, 14)
    play_to(page, 3)
    page.reload()
    expect(words(page)).to_have_text(re.compile("Still to watch: 0:0[3-9]–0:10, 0:1[4-9]"))


def test_beats_go_on_counting_after_the_session_has_ended(page: Page) -> None:
    play_until(page, 1)
    page.context.clear_cookies()
    play_to(page, 4)
    watched_from_start(page, at_least=4)


def test_a_session_that_ended_before_the_first_play_loses_nothing(
    page: Page, learner: Learner
) -> None:
    page.context.clear_cookies()
    play_to(page, 4)
    expect(status(page)).to_have_text(re.compile("^You’re signed out"))
    page.goto(f"/accounts/login/?next={LEARN}")
    learner.type_into("Email", learner.email)
    page.keyboard.press("Enter")
    learner.type_into("Code", learner.portal.read_code(learner.email))
    learner.press("Confirm")
    learner.press("Yes, add to my account")
    watched_from_start(page, at_least=4)


def test_clearing_the_device_leaves_nothing_of_a_visitor(
    learner: Learner, short_course: Path
) -> None:
    page = learner.page
    enter(page)
    player_of(page)
    play_to(page, 3)
    watched_from_start(page, at_least=3)
    page.get_by_text("On a shared computer").click()
    learner.press("Clear saved progress")
    expect(words(page)).to_have_text("0% watched. Still to watch: 0:00–0:20.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('page.'))") == []
    page.reload()
    expect(words(page)).to_have_text("0% watched. Still to watch: 0:00–0:20.")


def test_a_visitor_who_comes_back_finds_what_this_device_kept(
    learner: Learner, short_course: Path
) -> None:
    page = learner.page
    enter(page)
    player_of(page)
    play_to(page, 3)
    watched_from_start(page, at_least=3)
    page.reload()
    watched_from_start(page, at_least=3)


def test_assistive_technology_hears_changes_of_state_only(page: Page) -> None:
    page.evaluate(
        """() => {
            const status = document.querySelector("[data-watch-status]");
            window.heard = [];
            new MutationObserver(() => window.heard.push(status.textContent))
                .observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    for second in (1, 2, 3):
        play_to(page, second)
    watched_from_start(page, at_least=3)
    assert page.evaluate("window.heard") == []
