"""What a workbook's cells hold: whatever Excel would repair or take for something else comes as plain text."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell as SheetCell

from providers.workbooks import write_xlsx
from reporting.services.vocabulary import Cell
from tests import factories
from tests.reporting.people import content, earn, export, make_reported_course


def written(*row: Cell) -> list[SheetCell]:
    book = io.BytesIO()
    write_xlsx(book, None, [row], sheet_name="")
    [cells] = load_workbook(book).worksheets[0].iter_rows()
    return [cell for cell in cells if isinstance(cell, SheetCell)]


@pytest.mark.parametrize("text", ["007", "=1+1", "3-4", "12345678901234567890", "'x", "2026-11-23"])
def test_text_stays_text(text: str) -> None:
    [cell] = written(text)
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_what_no_cell_can_hold_is_left_out_and_lines_stay() -> None:
    [cell] = written("a\x00\x0b\uffffb\r\nc\rd")
    assert cell.value == "ab\nc\nd"


@pytest.mark.parametrize("letter", ["a", "é", "🙂"])
def test_text_is_cut_at_what_a_cell_holds_and_says_so(letter: str) -> None:
    whole, cut = written(letter * 16_000, letter * 40_000)
    assert whole.value == letter * 16_000
    text = str(cut.value)
    assert text.endswith(f"{letter} … (cut)")
    assert 32_765 <= len(text.encode("utf-16-le")) / 2 <= 32_767


def test_days_and_amounts_have_their_formats() -> None:
    day, amount, count = written(date(2026, 2, 9), Decimal("0.5"), -3)
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
    assert (amount.value, amount.number_format) == (0.5, "0.00")
    assert count.value == -3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "shown"), [("pars-learners", "m/d/yyyy"), ("records-xlsx", "yyyy-mm-dd")]
)
def test_a_destination_gets_its_format_of_days_and_people_iso(code: str, shown: str) -> None:
    course = make_reported_course()
    earn(course)
    sheet = load_workbook(io.BytesIO(content(export(course, code)))).worksheets[0]
    days = [cell for cell in sheet[2] if isinstance(cell.value, datetime)]
    assert {cell.number_format for cell in days} == {shown}
    assert {str(cell.value)[:10] for cell in days} == {f"{factories.NOW:%Y-%m-%d}"}
