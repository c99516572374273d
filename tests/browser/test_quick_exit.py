"""“Exit this page” (DOMAIN §9.1): leaves at once, quietly, by mouse, by keyboard and without JavaScript."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from tests.browser.drawn import ELSEWHERE, ORIGIN, show

_SOUND = '<h1>Private</h1><audio src="/tone.wav" loop data-sound></audio>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    html = render_to_string("500.html")
    show(
        page,
        {
            "/first/": html,
            "/private/": html.replace("<h1>", f"{_SOUND}<label>Text <input></label><h1>", 1),
        },
    )
    page.goto(f"{ORIGIN}/first/")
    page.goto(f"{ORIGIN}/private/")
    yield page
    page.context.close()


def stay(page: Page) -> None:
    """Let leaving fail, so that what covers the page can be looked at."""
    page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(status=204))


def test_the_control_leaves_and_back_does_not_return_to_the_page(page: Page) -> None:
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == f"{ORIGIN}/first/"


def test_it_is_a_plain_link_without_javascript(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, {"/": render_to_string("500.html")})
    page.goto(f"{ORIGIN}/")
    link = page.locator("header .exit")
    assert link.get_attribute("rel") == "nofollow noreferrer"
    link.click()
    page.wait_for_url(ELSEWHERE)
    context.close()


def test_the_first_steps_of_the_keyboard_are_the_content_and_the_way_out(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Exit this page")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(ELSEWHERE)


def test_the_space_bar_presses_it_like_a_button(page: Page) -> None:
    page.get_by_role("button", name="Exit this page").focus()
    page.keyboard.press("Space")
    page.wait_for_url(ELSEWHERE)


def test_shift_three_times_leaves_and_says_what_is_left(page: Page) -> None:
    status = page.locator("[data-exit-status]")
    page.keyboard.press("Shift")
    expect(status).to_have_text("Shift: press 2 more times to exit this page.")
    page.keyboard.press("Shift")
    expect(status).to_have_text("Shift: press 1 more time to exit this page.")
    assert page.locator("[data-exit-lights] .on").count() == 2
    page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)


@pytest.mark.parametrize("between", ["a", "Escape", "Shift+A", "Control+Shift"])
def test_any_other_key_starts_the_count_anew(page: Page, between: str) -> None:
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press(between)
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_have_text(
        "Shift: press 2 more times to exit this page."
    )


def test_capital_letters_never_leave(page: Page) -> None:
    page.get_by_role("textbox").press_sequentially("ABCDE")
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    assert page.locator("[data-exit-status]").inner_text() == ""
    assert page.url == f"{ORIGIN}/private/"


def test_a_held_key_is_one_press(page: Page) -> None:
    for _ in range(4):
        page.keyboard.down("Shift")  # the later ones are repeats
    page.keyboard.up("Shift")
    expect(page.locator("[data-exit-status]")).to_have_text(
        "Shift: press 2 more times to exit this page."
    )


def test_five_seconds_may_pass_between_presses_and_no_more(page: Page) -> None:
    page.clock.install(time=0)
    page.clock.pause_at(86_400)  # else the machine's own seconds pass as well
    page.keyboard.press("Shift")
    page.clock.run_for(4900)
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_contain_text("1 more time")
    page.clock.run_for(5100)
    expect(page.locator("[data-exit-status]")).to_contain_text("expired")
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_contain_text("2 more times")


def test_sound_stops_and_the_page_is_covered_before_leaving(page: Page) -> None:
    stay(page)
    page.locator("audio").evaluate("sound => sound.play()")
    page.get_by_role("button", name="Exit this page").dispatch_event("click")
    assert page.locator("audio").evaluate("sound => sound.paused && sound.muted")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("heading", name="Private")).to_be_hidden()


def test_coming_back_uncovers_the_page(page: Page) -> None:
    stay(page)
    page.get_by_role("button", name="Exit this page").dispatch_event("click")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("heading", name="Private")).to_be_visible()


@pytest.mark.parametrize("size", [(320, 256), (360, 640), (1280, 800)])
def test_it_stays_in_sight_however_far_one_scrolls(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Exit this page")).to_be_in_viewport(ratio=1)
