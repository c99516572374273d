"""Of a workbook is read what is seen in its cells; nothing in it is run, followed or unpacked without bounds."""

import tracemalloc
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from accounts.errors import Refused
from imports.services.tables import LONGEST_CELL, cell_fault, read_table
from tests.imports.books import SHEET, book, sheet_of, with_part

BOOK = book([["a"]])
RULE: Any = CellIsRule(operator="equal", formula=["1"])  # type: ignore[no-untyped-call]


STRICT_NAMES = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def strict(xml: bytes) -> bytes:
    """Return a part as Excel saves it in “Strict Open XML”: with names of its own for everything."""
    return xml.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT_NAMES)


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    table = read_table(data)
    assert (table.kind, table.delimiter, table.encoding, table.guessed) == ("xlsx", "", "", False)
    return list(table.rows)


def cells_of(data: bytes) -> list[str]:
    return [cell for _, row in rows_of(data) for cell in row]


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        rows_of(data)
    return refused.value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 12, 31), "2024-12-31"), (datetime(2024, 12, 31), "2024-12-31"),  # noqa: DTZ001
        (datetime(2024, 12, 31, 15, 0, 30), "2024-12-31 15:00:30"), (time(0, 25), "0:25:00"),  # noqa: DTZ001
        (timedelta(hours=30, minutes=5), "30:05:00"), (True, "TRUE"), (False, "FALSE"),
        (1, "1"), (1.0, "1"), (0.75, "0.75"), (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"), ("00501", "00501"), (" Pat ", "Pat"), ("a\r\nb", "a\nb"),
        ("“It’s”", "“It’s”"), ("Rene\u0301", "René"), ("\ufeffx", "x"), ("#N/A", "#N/A"), ("'=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_seen(value: Any, text: str) -> None:
    assert cells_of(book([[value]])) == [text]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (time(0, 25), "h:mm", "0:25"),
        (time(0, 25), "h:mm AM/PM", "0:25"),
        (time(0, 1, 5), "mm:ss", "1:05"),
        (timedelta(hours=1, minutes=2, seconds=5), "[h]:mm:ss", "1:02:05"),
        (501, "00000", "00501"),
        (501, "0", "501"),
        (45657, "dd.mm.yyyy", "2024-12-31"),
        (45657.125, "m/d/yy h:mm", "2024-12-31 03:00:00"),
        (-5, "yyyy-mm-dd", "1899-12-25"),
        (10**9, "yyyy-mm-dd", "1000000000"),
        (0.5, "0%", "50%"),
        (0.4, "0.0%", "40%"),
        (0.125, "0%", "12.5%"),
        (0.07, "0.00%", "7%"),
        (2.5, '0.00" mg"', "2.5 mg"),
        (5, '0\\ "mg"', "5 mg"),
        (501, '"ME-"00000', "ME-00501"),
        (1250.5, "#,##0.00", "1250.5"),
    ],
)
def test_number_formats_decide_what_a_number_is(value: Any, form: str, text: str) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["A1"] = value
        sheet["A1"].number_format = form

    assert cells_of(book([], change)) == [text]


def test_rows_have_the_numbers_of_the_sheet_and_no_empty_ends() -> None:
    rows: list[list[str | None]] = [
        ["Name", "Mail", None],
        [None, None],
        ["Pat", None, "x"],
        [" ", ""],
        [None, "b"],
    ]
    assert rows_of(book(rows)) == [(1, ["Name", "Mail"]), (3, ["Pat", "", "x"]), (5, ["", "b"])]


def test_days_of_a_workbook_that_counts_from_1904_are_right() -> None:
    def change(made: Any, sheet: Any) -> None:
        made.epoch = CALENDAR_MAC_1904
        sheet["A1"] = date(2024, 12, 31)

    assert cells_of(book([], change)) == ["2024-12-31"]


def test_merged_rich_and_commented_cells_have_their_text() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["A1"] = CellRichText("Which is ", TextBlock(InlineFont(b=True), "not"), " a sign?")
        sheet["A1"].comment = Comment("Check", "Pat")
        sheet.merge_cells("A1:B2")
        sheet["C2"] = "x"
        sheet.conditional_formatting.add("A1:A9", RULE)

    assert rows_of(book([], change)) == [(1, ["Which is not a sign?"]), (2, ["", "", "x"])]


def test_the_first_visible_sheet_with_contents_is_read() -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet["A1"] = "hidden"
        sheet.sheet_state = "hidden"
        made.create_sheet("Empty")
        made.create_sheet("Data").append(["Name"])
        made.create_sheet("More").append(["other"])
        made.active = 1

    assert cells_of(book([], change)) == ["Name"]


def test_formulas_give_what_the_last_program_stored() -> None:
    row = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c><c r="C1"><f>1</f><v></v></c>'
    row += '<c r="D1" t="str"><f>"a"</f><v>a</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1" s="0"/></row>'
    cells = cells_of(sheet_of(row))
    assert (cells[0], cells[3:]) == ("2", ["a", "#DIV/0!"])
    assert "formula whose result is not in the file" in cell_fault(cells[1])
    assert cells[1] == cells[2]
    assert "error #DIV/0!" in cell_fault(cells[4])


def test_cells_without_addresses_and_escapes_are_read() -> None:
    row = "<row><c t='inlineStr'><is><t>a_x000D_\nb_x0001_</t></is></c><c><v>1E3</v></c>"
    row += "<c><v>0.30000000000000004</v></c><c><v>1.2E21</v></c></row>"
    assert rows_of(sheet_of(row)) == [(1, ["a\nb", "1000", "0.3", "12" + "0" * 20])]


def test_a_long_cell_is_cut_one_above_the_limit() -> None:
    row = f"<row r='1'><c r='A1' t='inlineStr'><is><t>{'x' * 40_000}</t></is></c></row>"
    assert len(cells_of(sheet_of(row))[0]) == LONGEST_CELL + 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (book(), "empty"),
        (BOOK[:-200], "not_table"),
        (with_part(BOOK, SHEET, b"<worksheet"), "not_table"),
        (with_part(BOOK, "xl/workbook.xml", b"no xml"), "not_table"),
        (with_part(with_part(BOOK, SHEET, strict), "xl/workbook.xml", strict), "not_table"),
        (with_part(BOOK, "xl/media/a.bin", bytes(100 << 20)), "too_large"),
        (with_part(BOOK, "xl/sharedStrings.xml", b"<sst>" + bytes(65 << 20)), "too_large"),
        (sheet_of('<row r="1">' + "<c/>" * 20_000 + "</row>"), "too_large"),
        (sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "too_large"),
        (sheet_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "not_table"),
        (
            sheet_of(
                "<row><c t='str'><v>&xxe;</v></c></row>",
                '<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>',
            ),
            "not_table",
        ),
        (
            sheet_of("<row><c t='str'><v>&b;</v></c></row>", '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
            "not_table",
        ),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_safely_is_refused(data: bytes, code: str) -> None:
    refused = refusal(data)
    assert refused.code == code
    assert refused.message.endswith(".")


def test_a_row_of_a_sheet_keeps_no_more_than_its_empty_element() -> None:
    few, many = (
        peak(sheet_of(f"<row>{'<c><v>1</v></c>' * 3}</row>" * rows)) for rows in (200, 4_000)
    )
    assert (many - few) / 3_800 < 400  # bytes


def peak(data: bytes) -> int:
    tracemalloc.start()
    for _ in read_table(data).rows:
        pass
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found
