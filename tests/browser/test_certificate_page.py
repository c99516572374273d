"""The page of a certificate in a browser: the link for others is copied, and said to be."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db


def test_the_link_by_which_others_verify_it_is_copied(window: Window) -> None:
    page = window.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.open(Visit("/certificates/{valid}/", "holder"))
    page.get_by_role("button", name="Copy verification link").click()
    expect(page.locator("[data-copy] + [role=status]")).to_have_text("Link copied.")  # beside it
    code = window.everything.places["valid_code"]
    assert page.evaluate("navigator.clipboard.readText()") == f"{window.origin}/verify/{code}/"
    page.context.clear_permissions()


def test_without_a_clipboard_there_is_the_page_to_open(browser: Browser, window: Window) -> None:
    page = browser.new_page()  # of its own: the script stays with the page
    page.add_init_script("delete Navigator.prototype.clipboard")
    Window(page, window.origin, window.everything).open(Visit("/certificates/{valid}/", "holder"))
    expect(page.get_by_role("button", name="Copy verification link")).to_be_hidden()
    page.get_by_role("link", name="Open verification page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We issued this sample certificate")
    page.context.close()
