"""A question bank of another program: mapped, taken in part, mended in the returned file, undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit
from tests.browser.window import Window
from tests.cases import CASES

pytestmark = pytest.mark.django_db
NEW = Visit("/admin/imports/questions/new/{two_id}/", "owner")


def upload(window: Window, path: Path) -> Page:
    window.open(NEW)
    window.page.locator("input[type=file]").set_input_files(path)
    press(window.page, "Check file")
    return window.page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_columns_are_mapped_on_a_page(window: Window) -> None:
    page = upload(window, CASES / "questions-own-headers.csv")
    page.get_by_text("How the file is read").click()
    page.get_by_role("link", name="Change how columns").click()
    right = page.get_by_label("Correct choice")
    expect(right.locator("option:checked")).to_have_text("Correct answer (A)")
    page.get_by_label("Source").select_option(label="No column")
    press(page, "Check lines")
    expect(page.get_by_text("Which sign is “earliest” in sepsis?")).to_be_visible()
    expect(page.get_by_text("Source: JAMA 2016")).to_have_count(0)
    page.get_by_text("How the file is read").click()
    page.get_by_role("link", name="Change how columns").click()
    page.get_by_label("Source").select_option(label="Reference (JAMA 2016)")
    press(page, "Check lines")
    expect(page.get_by_text("Source: JAMA 2016")).to_be_visible()
    press(page, "Import 1 question")
    expect(page.get_by_role("status")).to_contain_text("Imported")
    page.get_by_text("Undo this import").click()
    press(page, "Undo import")
    expect(page.get_by_role("status")).to_contain_text("Undone")


def test_the_returned_file_is_mended_and_comes_again(window: Window, tmp_path: Path) -> None:
    page = upload(window, CASES / "questions.gift")
    expect(page.get_by_text("This is a matching question.")).to_be_visible()
    press(page, "Import 3 good questions")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these 5 lines").click()
    mended = tmp_path / "mended.txt"
    returned = Path(download.value.path()).read_text()
    assert "// reason: No answer is marked as correct." in returned
    mended.write_text(returned.replace("~Age over 65", "=Age over 65"))
    page = upload(window, mended)
    press(page, "Import 1 good question")
    expect(page.get_by_role("status")).to_contain_text("Imported")
    page.get_by_role("link", name="Post-test", exact=True).click()
    expect(page.get_by_text("Which patient is at risk?")).to_be_visible()
