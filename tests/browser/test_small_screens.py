"""What a phone of 390 pixels shows: tables of sentences as blocks, and a notice whose icon stands at its first line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.window import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser: Browser, window: Window) -> Iterator[Page]:
    context = browser.new_context(
        base_url=window.origin, viewport={"width": 390, "height": 800}, color_scheme="light"
    )
    yield context.new_page()
    context.close()


def test_each_row_of_what_is_kept_has_the_whole_width(page: Page) -> None:
    page.goto("/privacy/")
    widths = page.eval_on_selector_all(
        ".stacked tbody :is(th, td)", "cells => cells.map(cell => cell.offsetWidth)"
    )
    assert len(widths) > 30
    assert min(widths) > 300
    assert page.get_by_role("rowheader").count() == len(widths) / 3


def test_the_heading_of_a_notice_stands_beside_its_icon(page: Page, window: Window) -> None:
    session = window.everything.sessions["watching"]
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": window.origin}])
    page.goto("/courses/{one}/learn/".format(**window.everything.places))
    box = page.locator("[data-adopt]")
    box.evaluate("box => { box.hidden = false; }")
    icon, heading = (box.locator(part).bounding_box() for part in (".icon", "h2"))
    assert icon
    assert heading
    assert abs(icon["y"] - heading["y"]) < 12
