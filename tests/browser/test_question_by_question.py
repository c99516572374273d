"""The post-test on a phone: one question a screen, and a list to look through before it is sent."""

import re
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from progress.models import Attempt, Enrolment
from progress.services.attempts import open_attempt
from tests import factories
from tests.progress.pages import url_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enrolment() -> Enrolment:
    enrolment = factories.watched()
    open_attempt(enrolment=enrolment, now=factories.NOW)
    return enrolment


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, enrolment: Enrolment) -> Iterator[Page]:
    client = Client()
    client.force_login(enrolment.user)
    session = client.cookies["sessionid"].value
    phone = {"width": 360, "height": 800}
    context = browser.new_context(base_url=live_server.url, viewport=phone)  # type: ignore[arg-type]
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(url_of(enrolment))
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def question(page: Page, number: int):  # type: ignore[no-untyped-def]  # Playwright's Locator, for `expect`
    return page.get_by_role("group", name=f"{number}. Stem {number}?")


def test_question_by_question_to_the_list_and_the_result(page: Page) -> None:
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        expect(page.locator("form.test fieldset:visible")).to_have_count(1)
        expect(page.get_by_role("button", name="Submit answers")).to_be_hidden()
        page.get_by_label(f"Right {number}", exact=True).check()
        press(page, "Review answers" if number == 3 else "Next")
    review = page.get_by_role("region", name="Review your answers")
    expect(review).to_be_focused()
    expect(review.get_by_role("listitem")).to_contain_text(["Right 1", "Right 2", "Right 3"])
    expect(page.get_by_text("3 of 3 answered")).to_be_visible()
    press(page, "Submit answers")
    expect(page.get_by_role("heading", name="Post-test passed")).to_be_visible()


def test_next_and_back_move_the_focus_to_the_question(page: Page) -> None:
    expect(page.get_by_role("button", name="Back")).to_be_hidden()
    press(page, "Next")
    expect(question(page, 2)).to_be_focused()
    expect(question(page, 2)).to_have_accessible_description("Question 2 of 3")
    press(page, "Back")
    expect(question(page, 1)).to_be_focused()
    expect(page.get_by_role("button", name="Back")).to_be_hidden()


def test_enter_does_what_next_does_and_submits_only_the_list(page: Page) -> None:
    for number in (1, 2, 3):
        page.get_by_label(f"Right {number}", exact=True).check()
        page.keyboard.press("Enter")
        if number < 3:
            expect(question(page, number + 1)).to_be_focused()
    expect(page.get_by_role("region", name="Review your answers")).to_be_focused()
    assert not Attempt.objects.get().submitted_at
    page.get_by_role("button", name="Submit answers").press("Enter")
    expect(page.get_by_role("heading", name="Post-test passed")).to_be_visible()


def test_what_is_open_is_named_in_the_list_and_opens_from_it(page: Page) -> None:
    page.get_by_label("Right 1", exact=True).check()
    for name in ("Next", "Next", "Review answers"):
        press(page, name)
    review = page.get_by_role("region", name="Review your answers")
    expect(review.locator(".open").get_by_text("Not answered yet")).to_have_count(2)
    press(page, "2. Stem 2?")
    expect(question(page, 2)).to_be_focused()


def test_who_comes_back_goes_on_at_the_first_open_question(page: Page) -> None:
    with page.expect_response("**/answer/"):
        page.get_by_label("Right 1", exact=True).check()
    page.reload()
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()


def test_a_fault_leads_to_its_question(page: Page) -> None:
    page.get_by_label("Right 1", exact=True).check()
    for name in ("Next", "Next", "Review answers", "Submit answers"):
        press(page, name)
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()
    page.get_by_role("link", name="3. Stem 3? Choose an answer.").click()
    expect(page.get_by_text("Question 3 of 3")).to_be_visible()
    expect(question(page, 3).get_by_role("radio").first).to_be_focused()
    expect(question(page, 3)).to_have_accessible_description(
        "Question 3 of 3 Error: Choose an answer."
    )


def test_from_the_list_to_a_question_and_back_with_one_press(page: Page) -> None:
    for name in ("Next", "Next", "Review answers", "1. Stem 1?"):
        press(page, name)
    with page.expect_response("**/answer/"):
        page.get_by_label("Right 1", exact=True).check()
    press(page, "Review answers")
    review = page.get_by_role("region", name="Review your answers")
    expect(review).to_be_focused()
    expect(review.get_by_role("listitem").first).to_contain_text("Right 1")


_PLACE = "element => element.getBoundingClientRect().top + scrollY"


def test_what_was_missing_is_mended_with_one_press_and_said_no_more(page: Page) -> None:
    page.get_by_label("Right 1", exact=True).check()
    for name in ("Next", "Next", "Review answers", "Submit answers"):
        press(page, name)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    choice = page.get_by_label("Right 2", exact=True)
    before = choice.evaluate(_PLACE)
    choice.check()
    expect(choice).to_be_focused()
    expect(question(page, 2)).to_have_accessible_description("Question 2 of 3")
    expect(question(page, 2).get_by_text("Choose an answer.")).to_be_hidden()
    expect(summary.get_by_role("link")).to_have_text(["3. Stem 3? Choose an answer."])
    assert choice.evaluate(_PLACE) == before, "the page moves under the finger"
    press(page, "Review answers")
    press(page, "3. Stem 3?")
    expect(summary.get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Right 3", exact=True).check()
    expect(summary).to_be_hidden()
    expect(page).to_have_title(re.compile("^Post-test –"))
    press(page, "Review answers")
    expect(page.get_by_role("region", name="Review your answers")).to_be_focused()
    expect(summary).to_have_count(0)
    expect(page.locator(".bad")).to_have_count(0)
    press(page, "Submit answers")
    passed = page.get_by_role("heading", name="Post-test passed")
    expect(passed).to_be_visible()
    page.go_back()
    expect(passed).to_be_visible()


def test_on_a_wide_screen_too_an_error_that_is_answered_leaves(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    press(page, "Submit answers")
    expect(page.locator(".error-summary")).to_be_focused()
    for number in (1, 2, 3):
        page.get_by_label(f"Right {number}", exact=True).check()
    expect(page.locator(".error-summary")).to_be_hidden()
    expect(page.get_by_text("Choose an answer.").locator("visible=true")).to_have_count(0)
    press(page, "Submit answers")
    passed = page.get_by_role("heading", name="Post-test passed")
    expect(passed).to_be_visible()
    page.go_back()
    expect(passed).to_be_visible()


def test_turned_to_a_wide_screen_all_questions_are_there(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("form.test fieldset:visible")).to_have_count(3)
    expect(page.get_by_role("button", name="Submit answers")).to_be_visible()
    expect(page.get_by_text("0 of 3 answered")).to_be_visible()
    expect(question(page, 1)).to_have_accessible_description("")
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator("form.test fieldset:visible")).to_have_count(1)


def test_turning_the_phone_loses_neither_the_question_nor_the_focus(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 360})
    page.get_by_label("Right 3", exact=True).focus()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_label("Right 3", exact=True)).to_be_focused()
    expect(page.get_by_label("Right 3", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Review answers").focus()
    page.set_viewport_size({"width": 800, "height": 360})
    expect(question(page, 3)).to_be_focused()
    expect(question(page, 3).locator("legend")).to_be_in_viewport(ratio=1)


def test_a_wider_window_hides_no_question_behind_the_counter(page: Page) -> None:
    press(page, "Next")
    page.get_by_role("button", name="Next", exact=True).focus()
    page.set_viewport_size({"width": 800, "height": 600})
    expect(question(page, 2)).to_be_focused()
    assert page.evaluate(_BELOW_THE_COUNTER)


def test_whoever_answered_all_on_a_wide_screen_comes_back_to_where_they_were(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 360})
    for number in (1, 2, 3):
        page.get_by_label(f"Right {number}", exact=True).check()
    page.evaluate("document.activeElement.blur()")  # As where a radio that is tapped gets no focus.
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_text("Question 3 of 3")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 360})
    send = page.get_by_role("button", name="Submit answers")
    send.focus()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_role("region", name="Review your answers")).to_be_visible()
    expect(send).to_be_focused()
    expect(send).to_be_in_viewport()


_BELOW_THE_COUNTER = """() => {
    const of = element => element.getBoundingClientRect();
    const bottom = of(document.querySelector("[data-test-count]")).bottom;
    const { top } = of(document.activeElement.querySelector("legend, h2"));
    return top >= bottom && top < innerHeight / 2;
}"""


@pytest.mark.parametrize(("width", "height"), [(360, 800), (360, 500)])
def test_whoever_has_scrolled_down_sees_the_new_step_from_its_top(
    page: Page, width: int, height: int
) -> None:
    """A test with long choices: each press of *Next* is below the first screen."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.querySelectorAll('fieldset').forEach(e => e.style.minHeight = '70rem')")
    for name in ("Next", "Back", "Next", "Next", "Review answers"):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        press(page, name)
        assert page.evaluate(_BELOW_THE_COUNTER), name


def test_nothing_moves_while_the_page_becomes_one_question_a_screen(page: Page) -> None:
    """The first picture waits for the script: without it, all questions would show and vanish."""
    page.add_init_script("""
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.moved += value;
      }).observe({ type: "layout-shift", buffered: true });
    """)

    def late(route: Route) -> None:
        time.sleep(0.7)
        route.continue_()

    page.route("**/js/test-steps*.js", late)
    page.reload()
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0
