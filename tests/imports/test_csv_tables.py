"""A CSV is read whatever divides its cells and whichever program wrote it, with the line of each row."""

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.cleaning import clean_prose
from accounts.errors import Refused
from imports.services import tables
from imports.services.csv_tables import DELIMITERS
from imports.services.tables import LONGEST_CELL, MOST_COLUMNS, cell_fault, read_table
from providers.csv_safety import csv_lines, from_text_cell

type Quoting = Literal[0, 1]  # csv.QUOTE_MINIMAL, csv.QUOTE_ALL
CASES = Path(settings.BASE_DIR) / "tests/cases"
HISTORY = [
    ["Course", "Title", "E-mail", "Name", "Credits", "Completed"],
    ["C-1", "Opioids, basics", "pat@old.example", "Lee, Pat, MD", "1,00", "31.12.2024 10:30"],
    ["C-2", "Bias; care", "ana@old.example", "D'Arc, Ana, RN", "0,75", "01.03.2025 09:00"],
    ["C-3", "Stroke: first hour", "jo@old.example", 'O"Brien, Jo, DO', "2,50", "05.06.2025 12:15"],
]
QUESTIONS = [
    ["Question", "A", "B", "Right", "Why", "Time"],
    ["Which is first, at 38 °C?", "Fluids, 30 mL/kg", "Rest; later | now", "A", 'He said "now".', "0:25"],
    ["A patient says:\n“I’m dying.”\nWhat now?", "Call 911", "Wait", "b", "Don’t wait", "0:45"],
    ["Who?", "All, of them", '5" wound', "A", "", "1:10"],
]  # fmt: skip


def written(
    rows: list[list[str]], delimiter: str = ",", quoting: Quoting = csv.QUOTE_MINIMAL
) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)
    return file.getvalue()


def rows_of(data: str | bytes) -> list[list[str]]:
    return [row for _, row in read_table(data.encode() if isinstance(data, str) else data).rows]


def refusal(data: str | bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        rows_of(data)
    return refused.value


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("rows", [HISTORY, QUESTIONS])
def test_any_delimiter_is_found(delimiter: str, quoting: Quoting, rows: list[list[str]]) -> None:
    table = read_table(written(rows, delimiter, quoting).encode())
    assert (table.kind, table.delimiter, table.encoding) == ("csv", delimiter, "utf-8")
    assert [row for _, row in table.rows] == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=;\r\na;b,c\r\n1;2,5\r\n", [["a", "b,c"], ["1", "2,5"]]),
        ('"sep=|"\na|b\n', [["a", "b"]]),
        ("E-mail\npat@old.example\nana@old.example\n", [["E-mail"], ["pat@old.example"], ["ana@old.example"]]),
        (
            "Question\nWhich sign is earliest?\nWait: or call?\nWho gets them first; and why?\n",
            [["Question"], ["Which sign is earliest?"], ["Wait: or call?"], ["Who gets them first; and why?"]],
        ),
        ("Year; 2024\n\na,b,c\n1,2,3\n4,5,6\n", [["Year; 2024"], ["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]),
        ("Name;Amount\nLee, Pat;1,00\n", [["Name", "Amount"], ["Lee, Pat", "1,00"]]),
        ("name,note\nO'Brien,'Tis\nD'Arc,'so'\n", [["name", "note"], ["O'Brien", "'Tis"], ["D'Arc", "'so'"]]),
        ('item,size\ntube,5" wide\nO"Brien,6"\n', [["item", "size"], ["tube", '5" wide'], ['O"Brien', '6"']]),
        ('"id","text"\n"1","a \\"b\\", c"\n', [["id", "text"], ["1", 'a "b", c']]),
        ('"id","path"\n"1","C:\\temp\\"\n"2","D:\\new"\n', [["id", "path"], ["1", "C:\\temp\\"], ["2", "D:\\new"]]),
        ("a;b;;;\n 1 ;\u00a02\u00a0;;;\n;;;;\n\n3;;;;\n", [["a", "b"], ["1", "2"], ["3"]]),
        ("id,a,b\n1,Pat\n2\n3,x,y,z\n", [["id", "a", "b"], ["1", "Pat"], ["2"], ["3", "x", "y", "z"]]),
        ('name, mail\n"Lee" , p@old.example\n', [["name", "mail"], ["Lee", "p@old.example"]]),
    ],
)  # fmt: skip
def test_what_programs_do_differently_is_read(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text) == rows


def test_history_of_a_former_system_is_read() -> None:
    table = read_table((CASES / "history.csv").read_bytes())
    rows = list(table.rows)
    assert (table.delimiter, [line for line, _ in rows]) == (";", [1, 2, 3, 4, 5])
    assert rows[1][1] == [
        "C-001", "Opioid Prescribing – Basics", "Pat.Lee@old.example", "1001", "Pat", "Lee", "1,00",
        "AMA PRA Category 1", "TRUE", "2025-01-01T03:00:00Z", "physician",
    ]  # fmt: skip


def test_questions_out_of_a_spreadsheet_keep_their_lines() -> None:
    table = read_table((CASES / "questions-from-excel.csv").read_bytes())
    rows = dict(table.rows)
    assert list(rows) == [1, 2, 3, 6, 7, 8, 10]
    assert rows[3][0] == "A patient says:\n“I feel like I am dying.”\nWhat now?"
    assert rows[3][1] == "Call 911"
    assert rows[8][:5] == [
        "Which is in qSOFA?",
        "Respiratory rate",
        "Temperature",
        "",
        "White count",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"open\n4,5\n', 3),
        ('a,b\n1,"fine\nline"\n3,"open\n4,5\n', 4),
        ('a,b\n"1\n2","open\n4,"5"\n', 3),
        ('a,b\n1,"open\n2,"closed"\n3,4\n', 2),
        ('a,b\n1,"open', 2),
        ("a,b\n" + '1,"' + "x\n" * 200_000, 2),
    ],
)
def test_a_quotation_mark_left_open_is_refused_with_its_line(text: str, line: int) -> None:
    refused = refusal(text)
    assert refused.code == "quote_open"
    assert refused.message.startswith(f"Line {line} has a quotation mark")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n;;\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "not_text"),
        (b"%PDF-1.7\n1 0 obj\n", "not_table"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_table"),
        (b"a,b\n" + b"x" * 150_000 + b",1\n", "too_large"),
        (b"a" + b",b" * (MOST_COLUMNS + 1), "too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data: bytes, code: str) -> None:
    refused = refusal(data)
    assert refused.code == code
    assert refused.message.endswith((".", "?"))


def test_more_rows_than_a_file_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(rows_of("a\n1\n2\n3\n")) == 4
    assert refusal("a\n1\n2\n3\n4\n").code == "too_many_rows"


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("Pat", ""),
        ("#1", ""),
        ("x" * LONGEST_CELL, ""),
        ("x" * (LONGEST_CELL + 9), "more than 32,767 characters"),
        ("#N/A", "error #N/A"),
        ("#BEZUG!", "error #BEZUG!"),
        ("Pe\ufffda", "a letter that was lost"),
    ],
)
def test_a_cell_that_holds_no_value_has_a_reason(cell: str, fault: str) -> None:
    found = rows_of(f"name,b\n{cell},1\n")[1][0]
    assert len(found) <= LONGEST_CELL + 1
    assert (fault in cell_fault(found)) if fault else cell_fault(found) == ""


def test_our_own_exports_come_back_as_they_were() -> None:
    rows = [["=1+1", "@home", "-5 °C", "'quoted"], ["00501", "0:25", "3-4", "+1 555"]]
    assert rows_of("".join(csv_lines(rows, delimiter=";"))) == rows


LETTERS = st.characters(
    codec="cp1252", exclude_categories=("Cc", "Cs"), exclude_characters="\xad\ufeff"
)
CELLS = st.text(LETTERS | st.sampled_from("\",;|\t\n'=x"), min_size=1, max_size=12).map(str.strip)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t|^"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_is_written_is_read(
    rows: list[list[str]], delimiter: str, codec: str, quoting: Quoting, end: str
) -> None:
    # More plain rows than strange ones, as in any file worth bringing over.
    plain = [[f"Name {at}", f"Mail {at}", f"Day {at}"] for at in range(2 * len(rows) + 1)]
    text = written(plain + rows, delimiter, quoting).replace("\r\n", end)
    table = read_table(text.encode(codec))
    assert table.delimiter == delimiter
    assert [row for _, row in table.rows] == plain + [row for row in map(tidy, rows) if row]


def tidy(row: list[str]) -> list[str]:
    cells = [from_text_cell(clean_prose(cell).strip()).strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
