"""What is typed into a step is kept without pressing anything, and when the page is left."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
CREDIT = Visit("/admin/editor/{one}/credit/", "owner")


def test_what_is_typed_is_kept_and_found_again(window: Window) -> None:
    page = window.page
    page.clock.install()
    window.open(CREDIT)
    page.get_by_label("Joint provider").fill("Ward")
    page.clock.run_for(3000)
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")
    statement = page.locator("#live-statements")
    expect(statement).to_contain_text("is accredited by")

    here = page.url
    page.get_by_label("Joint provider").fill("Ward and Sons")
    page.goto(f"{window.origin}/help/")  # leaves at once: a beacon keeps it
    for _ in range(20):  # which may arrive after the next page was asked for
        page.goto(here)
        if page.get_by_label("Joint provider").input_value() == "Ward and Sons":
            break
    expect(page.get_by_label("Joint provider")).to_have_value("Ward and Sons")
    page.get_by_role("button", name="Discard draft").click()
    expect(page.get_by_label("Joint provider")).to_have_value("")
