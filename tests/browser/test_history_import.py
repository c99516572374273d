"""A coordinator brings former records over: sees the result, takes the good ones, mends the others, undoes it."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from certificates.models import PastCredit
from tests.browser.visit import Visit
from tests.browser.window import PHONE, WIDE, Window

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[1] / "cases"
NEW = Visit("/admin/imports/history/new/{history_of}/", "owner")
MAPPED = {
    "external_course_id": "Kurs-Nr.",
    "title": "Kurs (",
    "external_email": "Mailadresse",
    "first_name": "Vorname",
    "last_name": "Nachname",
    "credits": "Punkte",
    "credit_type": "Art",
    "date_completed": "Datum",
    "participant_category": "Beruf",
}


def shoot(window: Window, name: str) -> None:
    """Keep pictures of the page where `SCREENSHOTS` names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        for size in (PHONE, WIDE):
            for theme in ("light", "dark"):
                window.page.set_viewport_size(size)
                window.page.emulate_media(color_scheme=theme)
                path = f"{folder}/{name}-{size['width']}-{theme}.png"
                window.page.screenshot(path=path, full_page=True)


def bring(window: Window, data: bytes | str, name: str = "mended.csv") -> None:
    window.open(NEW)
    file: Any = CASES / data if isinstance(data, str) else None
    if file is None:
        file = {"name": name, "mimeType": "text/csv", "buffer": data}
    window.page.locator("input[type=file]").set_input_files(file)
    window.page.get_by_role("button", name="Check file").click()


def figures(window: Window) -> list[str]:
    expect(window.page.locator(".staff-figure").first).to_be_visible()
    window.page.wait_for_load_state()
    return window.page.locator(".staff-figure").all_inner_texts()


def test_a_file_is_taken_mended_brought_again_and_undone(window: Window, tmp_path: Path) -> None:
    page, before = window.page, PastCredit.objects.count()
    bring(window, "history.csv")
    expect(page.get_by_role("status").first).to_contain_text("Ready")
    assert figures(window)[:3] == ["2", "1", "1"]
    expect(page.get_by_text("0.80 is not in steps of 0.25.")).to_be_visible()
    page.get_by_text("How the file is read").click()
    page.get_by_role("link", name="Change how columns").click()
    expect(page.get_by_label("Dates with slashes or dots")).to_have_value("mdy")
    shoot(window, "columns")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this line").click()
    returned = tmp_path / "returned.csv"
    download.value.save_as(returned)
    shoot(window, "result")
    page.get_by_role("button", name="Import 2 good records").click()
    expect(page.get_by_role("status").first).to_contain_text("Imported")
    assert PastCredit.objects.count() == before + 2
    taken = page.url

    mended = returned.read_text("utf-8").replace("0.80", "0.75").replace("2025-02-30", "2025-02-28")
    bring(window, mended.encode())
    page.get_by_role("button", name="Import 1 record").click()
    expect(page.get_by_role("status").first).to_contain_text("Imported")
    assert PastCredit.objects.filter(name="Ana D’Arc").count() == 1

    bring(window, "history.csv")
    expect(page.get_by_text("This same file was imported before")).to_be_visible()
    expect(page.get_by_text("There is nothing new to import.")).to_be_visible()
    assert PastCredit.objects.count() == before + 3

    page.goto(taken)
    page.get_by_text("Undo this import").click()
    shoot(window, "taken")
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone")
    assert PastCredit.objects.count() == before + 1


def test_columns_and_words_of_another_language_are_said_once(window: Window) -> None:
    page = window.page
    bring(window, "history-cp1252.csv")
    page.get_by_role("link", name="Say what they mean").click()
    for field, column in MAPPED.items():
        box = page.locator(f"select[name=column-{field}]")
        option = box.locator("option", has_text=column).first
        box.select_option(value=option.get_attribute("value"))
    shoot(window, "mapping")
    page.locator("main form button", has_text="Check lines").click()
    page.get_by_label("“Teilnahme” as credit type").select_option("participation")
    page.get_by_label("“Ärztin/Arzt” as physician or not").select_option("physician")
    page.get_by_label("“Pflege” as physician or not").select_option("other")
    shoot(window, "words")
    page.locator("main form button", has_text="Check lines").click()
    expect(page.get_by_text("Jörg")).to_have_count(0)
    assert figures(window)[:2] == ["2", "2"]
    shoot(window, "german")

    bring(window, "history-cp1252.csv")
    page.get_by_role("link", name="Say what they mean").click()
    expect(page.get_by_label("“Ehrung” as credit type")).to_be_visible()
    expect(page.get_by_label("“Teilnahme” as credit type")).to_have_value("participation")
