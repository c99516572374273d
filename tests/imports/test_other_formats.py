"""What looks like another format: marks of one stand in the cells or items of another."""

from collections.abc import Sequence

import pytest

from imports.services.formats import format_of

ITEMS = ("gift", "aiken")
HEADER = "stem,choice 1,choice 2,right\n"
OWN = "Frage,Antwort,Richtig\n"
AIKEN_CELL = '"Which?\nA. x\nB. y\nANSWER: A",a,b,A\n'
MARKS = ["What do {T cells} do?", "{#1}", "Hello {%first_name%}", "Sum {=A1}", r"$\frac{T}{2}$"]


def names_columns(row: Sequence[str]) -> bool:
    return len({"stem", "right"} & set(row)) > 1


@pytest.mark.parametrize("called", ["", "q.csv", "q.txt", "q.gift"])
@pytest.mark.parametrize("line", [*(f'"{mark}",a,b,A\n' for mark in MARKS), AIKEN_CELL])
def test_a_table_stays_one_whatever_stands_in_its_cells(called: str, line: str) -> None:
    assert format_of((HEADER + line).encode(), called, ITEMS, names_columns) == "csv"


@pytest.mark.parametrize("called", ["q.csv", "q.tsv"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_table_with_names_of_its_own_is_told_by_its_ending(called: str, mark: str) -> None:
    data = f'{OWN}"{mark}",a,b\n'.encode()
    assert format_of(data, called, ITEMS) == "csv"


@pytest.mark.parametrize("mark", MARKS)
def test_where_items_are_not_wanted_a_table_is_none_whatever_its_name(mark: str) -> None:
    data = f'{OWN}"{mark}",a,b\n'.encode()
    assert format_of(data, "old.txt") == format_of(data, "old.txt", ["xml"]) == "csv"
    assert format_of(b"::Q1:: Who? {=Pat ~Ana}\n", "old.txt") == "gift"  # refused with its name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q{\n=a\n~b\n####ANSWER: A\nA. because\n}\nANSWER: x\n", "gift"),
        ("<p><b>What?</b></p>{=a ~b}\n", "gift"),
        ('["x"] Which? {=a ~b}\n', "gift"),
        ("{T} is what is asked.\n", "gift"),
        ("Frage?\n  A. a\n  B. b\n  ANSWER: A\n", "aiken"),
        ("Frage?\nA.a\nB.b\nANSWER: A\n", "aiken"),
        ('<?xml version="1.0"?><quiz><question>{=a}</question></quiz>', "xml"),
        ('{"name": "Pat"}', "json"),
    ],
)
@pytest.mark.parametrize("called", ["", "q.txt", "q.gift"])
def test_items_are_told_from_each_other_and_from_markup(
    text: str, expected: str, called: str
) -> None:
    assert format_of(text.encode(), called, ITEMS) == expected


def test_of_two_formats_that_fit_the_name_tells() -> None:
    text = b"What do {T cells} do?\nA. Help\nB. Harm\nANSWER: A\n"
    assert [format_of(text, f"q.{end}", ITEMS) for end in ("txt", "gift")] == ["aiken", "gift"]


def test_a_receipt_is_read_where_it_is_wanted() -> None:
    assert format_of(b"<a>\n<b>{=c}</b></a>", "receipt.txt", ["xml"]) == "xml"
    assert format_of(b"<?xml version='1.0'?><a/>", "", ["xml"]) == "xml"
