"""Where things stand on a page that is drawn: what a look at it found wrong once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from progress.services.attempts import open_attempt
from tests import factories
from tests.certificates.conftest import claim
from tests.progress.pages import url_of

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
Opens = Callable[[str, dict[str, int], User | None], Page]


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Opens]:
    contexts = []

    def open_page(path: str, size: dict[str, int], user: User | None = None) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def box(page: Page, selector: str) -> dict[str, Any]:
    found: dict[str, Any] = page.locator(selector).first.evaluate(
        "element => element.getBoundingClientRect().toJSON()"
    )
    return found


def test_the_link_to_the_table_comes_to_rest_wholly_behind_it(opened: Opens) -> None:
    page = opened(factories.make_course().get_absolute_url(), PHONE, None)
    link, table = box(page, ".start-jump"), box(page, ".before-start")
    assert (link["left"], link["right"]) == (table["left"], table["right"])


def test_on_a_wide_screen_the_way_to_start_is_on_the_first_screen(opened: Opens) -> None:
    course = factories.make_course()
    page = opened(course.get_absolute_url(), WIDE, None)
    link = page.get_by_role("link", name="Review and start")
    expect(link).to_have_count(1)  # that of phones is not drawn
    expect(link).to_be_in_viewport()
    start = page.get_by_role("link", name="Start course")
    link.click()
    expect(page.get_by_role("heading", name="Before you start")).to_be_in_viewport()
    expect(start).to_have_count(1)
    begun = opened(course.get_absolute_url(), WIDE, factories.enrol(course=course).user)
    expect(begun.get_by_role("link", name="Review and start")).to_have_count(0)


def test_the_bar_of_a_fault_begins_at_the_top_of_its_question(opened: Opens) -> None:
    enrolment = factories.passed()
    page = opened(url_of(enrolment, "progress:evaluation"), PHONE, enrolment.user)
    page.get_by_role("button", name="Submit evaluation").click()
    legends = page.locator("fieldset.bad > legend")
    expect(legends.first).to_be_visible()
    # One that stands in the border makes the border begin at its middle.
    assert {
        each.evaluate("legend => getComputedStyle(legend).float") for each in legends.all()
    } == {"left"}


def test_what_is_said_of_saving_stands_off_the_buttons_below(opened: Opens) -> None:
    enrolment = factories.watched()
    open_attempt(enrolment=enrolment, now=factories.NOW)
    page = opened(url_of(enrolment), PHONE, enrolment.user)
    page.get_by_label("Right 1", exact=True).check()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    assert box(page, "[data-next]")["top"] - box(page, "[data-test-status]")["bottom"] >= 12


def test_the_mark_of_a_sample_begins_where_the_other_facts_do(opened: Opens) -> None:
    enrolment = factories.evaluated(course=factories.make_course(is_sample=True))
    claim(enrolment, quarters=1)
    page = opened("/certificates/", PHONE, enrolment.user)
    indent = page.locator(".row-facts .mark-sample").evaluate(
        """mark => mark.getBoundingClientRect().left
            - mark.parentElement.getBoundingClientRect().left
            - parseFloat(getComputedStyle(mark.parentElement).paddingLeft)"""
    )
    assert abs(indent) < 1


def test_no_drawing_runs_through_the_banner_of_a_sample(opened: Opens) -> None:
    factories.make_course(is_sample=True)
    page = opened("/", WIDE, None)
    drawn = page.evaluate(
        """() => {
            const banner = document.querySelector(".sample-banner");
            const { left, right, top, bottom } = banner.getBoundingClientRect();
            let over = 0;
            for (let x = left + 3; x < right - 3; x += 1)
                for (let y = top + 3; y < bottom - 3; y += 4)
                    if (!banner.contains(document.elementFromPoint(x, y))) over += 1;
            return over;
        }"""
    )
    assert drawn == 0
