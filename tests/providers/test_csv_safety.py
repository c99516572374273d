"""CSV: text stays the text it was, in a spreadsheet and back again."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.csv_safety import Cell, as_text_cell, csv_lines, from_text_cell
from tests.test_architecture import ROOMS, ROOT

MARKED = st.from_regex(r"\A'{0,3}[ \t\r\n]?[=+@0-9a-zＡ＝-][0-9.,/:eE-]{0,18}\Z")


def read(text: str, **options: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), **options))


@given(st.text() | MARKED)
def test_protected_text_comes_back_exactly(value: str) -> None:
    assert from_text_cell(as_text_cell(value)) == value


@given(st.text() | MARKED)
def test_a_cell_that_begins_like_a_formula_is_protected(value: str) -> None:
    cell = as_text_cell(value)
    assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not cell.startswith(("\t", "\r", "\n"))
    assert cell in {value, f"'{value}"}


@pytest.mark.parametrize(
    "value",
    [
        *("=1+1", " =1+1", "\t=1", "\r", "\nx", "\u00a0@SUM(1)", "\u3000＝1", "＋1", "－1", "＠x"),
        *("-5 °C", "+1 312 555 0100", "\ufeff=1", "\u200b=1", "- one", "'=1", "''007"),
        *("007", "036.012345", "1234567890123456", "12E5", "1.5e-3"),
        *("3-4", "1/2", "02/29", "12-2024", "75:30", "1:05:00"),
        *("Mar-1", "SEPT2", "May 2024", "5 March", "March 5"),
    ],
)
def test_what_a_spreadsheet_would_run_or_change_gets_an_apostrophe(value: str) -> None:
    assert as_text_cell(value) == f"'{value}"


@pytest.mark.parametrize(
    "value",
    [
        *("", "'", "'tis", "“quoted”", "Díaz", "a=b", "A - B", "E5"),
        *("0", "0.5", "12", "1.00", "123456789012345"),
        *("2026-11-23", "3/4/2026", "1-2 hours", "201-555-0100", "5:1"),
        *("March 5, 2026", "Marathon 26", "may 5 of them", "2026-11-23T18:00:00-06:00"),
    ],
)
def test_other_text_stays_as_it_is(value: str) -> None:
    assert as_text_cell(value) == from_text_cell(value) == value


def test_values_are_written_as_what_they_are() -> None:
    row: list[Cell] = [date(2026, 2, 9), Decimal("-1.5"), -3, 2.25, True, False, None, "-3"]
    assert read("".join(csv_lines([row]))) == [
        ["2026-02-09", "-1.50", "-3", "2.25", "TRUE", "FALSE", "", "'-3"]
    ]


def test_a_file_for_programs_keeps_digits_and_still_runs_nothing() -> None:
    text = "".join(csv_lines([["007", "02/29", "=1", "'=1"]], for_programs=True))
    assert text == "\ufeff007,02/29,'=1,''=1\r\n"


def test_a_mark_comes_first_and_every_row_is_a_line_of_its_own() -> None:
    lines = list(csv_lines([["Ärzte", "ü"], ["a;b", 'say "x"']], delimiter=";"))
    assert lines == ["\ufeff", "Ärzte;ü\r\n", '"a;b";"say ""x"""\r\n']
    assert list(csv_lines([])) == ["\ufeff"]


def test_text_is_quoted_that_another_delimiter_would_divide() -> None:
    for divider in ",;\t|":
        for delimiter in ",;":
            text = "".join(csv_lines([[f"x{divider}=1", "y"]], delimiter=delimiter))
            assert text == f'\ufeff"x{divider}=1"{delimiter}y\r\n'


def test_breaks_stay_in_their_cell_and_control_characters_go() -> None:
    text = "".join(csv_lines([["one\r\ntwo\rthree\nfour", "a\x00\x0bb\uffff", "\x00=1"]]))
    assert read(text) == [["one\ntwo\nthree\nfour", "ab", "'=1"]]


@given(st.lists(st.lists(st.text(), min_size=1), min_size=1), st.sampled_from(",;\t|"))
def test_what_was_written_is_read_again(rows: list[list[str]], delimiter: str) -> None:
    found = read("".join(csv_lines(rows, delimiter=delimiter)), delimiter=delimiter)
    again = "".join(csv_lines([map(from_text_cell, row) for row in found], delimiter=delimiter))
    assert read(again, delimiter=delimiter) == found


def test_nothing_else_writes_csv() -> None:
    writing = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "csv.writer" in (code := path.read_text()) or "DictWriter" in code
    }
    assert writing == {"providers/csv_safety.py"}
