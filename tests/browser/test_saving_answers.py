"""Answers of the post-test in a real browser: saved as they are given, kept through every interruption."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from progress.models import Answer, Attempt, Enrolment
from progress.services.attempts import open_attempt
from tests import factories
from tests.progress.pages import url_of

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "Your answers are saved."
LOST = "Not saved yet: you’re offline."
SIGNED_OUT = "Not saved yet: you’re signed out."


@pytest.fixture
def enrolment() -> Enrolment:
    enrolment = factories.watched()
    open_attempt(enrolment=enrolment, now=factories.NOW)
    return enrolment


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, enrolment: Enrolment) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    sign_in(page, enrolment, live_server)
    page.goto(url_of(enrolment))
    yield page
    context.close()


def sign_in(page: Page, enrolment: Enrolment, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(enrolment.user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def answer(page: Page, number: int, *, right: bool = True) -> None:
    page.get_by_label(f"Right {number}" if right else f"Wrong {number}a", exact=True).check()


def status_of(page: Page):  # type: ignore[no-untyped-def]  # Playwright's Locator, for `expect`
    return page.locator("[data-test-status]")


def test_an_answer_is_saved_as_it_is_given_and_comes_back(page: Page) -> None:
    answer(page, 2)
    expect(status_of(page)).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("Right 2", exact=True)).to_be_checked()
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()


def test_the_status_speaks_once_and_not_with_each_answer(page: Page) -> None:
    page.evaluate(
        """() => { window.spoken = 0;
        new MutationObserver((list) => { window.spoken += list.length; })
            .observe(document.querySelector("[data-test-status]"), { childList: true }); }"""
    )
    for number in (1, 2, 3):
        with page.expect_response("**/answer/"):
            answer(page, number)
    expect(status_of(page)).to_have_text(SAVED)
    assert page.evaluate("window.spoken") == 1
    assert Answer.objects.count() == 3


def test_offline_it_says_so_and_catches_up(page: Page) -> None:
    page.context.set_offline(True)
    answer(page, 1)
    expect(status_of(page)).to_contain_text(LOST)
    page.context.set_offline(False)
    expect(status_of(page)).to_have_text(SAVED)
    assert Answer.objects.count() == 1


def test_submitting_offline_keeps_the_page_and_its_answers(page: Page) -> None:
    page.context.set_offline(True)
    for number in (1, 2, 3):
        answer(page, number)
    page.get_by_role("button", name="Submit answers").click()
    expect(status_of(page)).to_contain_text("Not sent: you’re offline.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", name="Post-test passed")).to_be_visible()


def test_signed_out_it_asks_to_sign_in_and_then_saves(
    page: Page, enrolment: Enrolment, live_server: LiveServer
) -> None:
    page.context.clear_cookies(name="sessionid")
    answer(page, 1)
    expect(status_of(page)).to_contain_text(SIGNED_OUT)
    page.get_by_role("link", name="Sign in again").focus()
    sign_in(page, enrolment, live_server)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(status_of(page)).to_have_text(SAVED)
    expect(status_of(page)).to_be_focused()
    assert Answer.objects.count() == 1


def test_a_filters_answer_is_not_the_portals_and_submitting_gets_past_it(page: Page) -> None:
    filtered = {"status": 200}
    page.route("**/answer/", lambda route: route.fulfill(**filtered, body="<h1>No</h1>"))
    for status in (200, 403, 404):
        filtered["status"] = status
        answer(page, 1, right=status == 404)
        expect(status_of(page)).to_contain_text("Not saved yet: an ad blocker, a filter")
    page.unroute("**/answer/")
    page.route("**/answer/", lambda route: route.abort("blockedbyclient"))
    for number in (2, 3):
        answer(page, number)
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", name="Post-test passed")).to_be_visible()
    assert Answer.objects.count() == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_an_attempt_submitted_elsewhere_is_not_written_to(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('fieldset').forEach(e => e.style.minHeight = '70rem')")
    with page.expect_response("**/answer/"):
        answer(page, 1)
    if width == 390:
        page.get_by_role("button", name="Next").click()
    Attempt.objects.update(submitted_at=factories.NOW, correct=0, questions=3, passed=False)
    page.get_by_label("Right 2", exact=True).click()
    expect(status_of(page)).to_contain_text("no longer open here")
    expect(status_of(page)).to_be_in_viewport(ratio=1)
    expect(page.locator("form.test input:checked")).to_have_count(1)
    expect(page.locator("[data-test-count] .on")).to_have_count(1)
    assert Answer.objects.count() == 1


def test_without_javascript_the_test_is_taken_with_plain_forms(
    browser: Browser, live_server: LiveServer
) -> None:
    enrolment = factories.watched()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, enrolment, live_server)
    page.goto(url_of(enrolment))
    page.get_by_role("button", name="Start the post-test").click()
    answer(page, 1)
    page.get_by_role("button", name="Save and finish later").click()
    page.goto(url_of(enrolment))
    expect(page.get_by_label("Right 1", exact=True)).to_be_checked()
    for number in (2, 3):
        answer(page, number, right=False)
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", name="Post-test not passed yet")).to_be_visible()
    context.close()
