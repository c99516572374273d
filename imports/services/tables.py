"""Tables of other programs: a CSV with any delimiter in any encoding, or a workbook, read in one way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from accounts.errors import Refused
from imports.encodings import NotText, decode
from imports.services.csv_tables import csv_rows
from imports.services.formats import SENTENCES, format_of
from imports.services.workbooks import NOT_CALCULATED, workbook_rows
from providers.csv_safety import from_text_cell

MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767
"""Characters: as many as a spreadsheet's cell holds."""
_ERRORS = frozenset({
    "#N/A", "#NAME?", "#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#BUSY!", "#GETTING_DATA", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!", "#NOMBRE!", "#NOM?",
    "#¡VALOR!", "#¡REF!", "#¿NOMBRE?",
})  # fmt: skip
"""What spreadsheets show in English, German, French and Spanish, as a CSV has it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and how it was read. `kind` is "csv" or "xlsx"; of a workbook, `delimiter` and `encoding` are "".

    `rows` are read as they are asked for, each with the line of the file on which it begins, or its number in the
    sheet. Cells have no blanks around them, nor the apostrophe that our own exports put before a formula. Empty
    rows and empty cells at the end of a row are left out. A cell longer than `LONGEST_CELL` is cut one character
    above: give each cell to `cell_fault`. `note` says what of the file is not read.
    Reading raises `Refused`: quote_open, too_large, too_many_rows, not_table.
    """

    kind: str
    delimiter: str
    encoding: str
    guessed: bool
    rows: Iterator[tuple[int, list[str]]]
    note: str = ""


def read_table(data: bytes) -> Table:
    """Return the table in a file, whatever its name. Raises `Refused`: empty, not_text, not_table, too_large.

    Nothing in it is run and no link is followed; it takes memory in proportion to its bytes, not to its rows.
    """
    if not data.strip():
        raise Refused("empty", "The file is empty. Export it again.")
    kind = format_of(data, "")
    if kind in SENTENCES:
        raise Refused("not_text" if kind == "unknown" else "not_table", SENTENCES[kind])
    if kind == "xlsx":
        note, found = workbook_rows(data)
        return Table("xlsx", "", "", False, _tidy(found), note)
    try:
        decoded = decode(data)
    except NotText as refused:
        raise Refused("not_text", SENTENCES["unknown"]) from refused
    delimiter, found = csv_rows(decoded.text)
    rows = _tidy(found)
    first = next(rows, None)
    if first is None:
        raise Refused("empty", "The file holds only blanks. Export it again.")
    return Table("csv", delimiter, decoded.encoding, decoded.guessed, chain([first], rows))


def cell_fault(text: str) -> str:
    """Return a sentence on why a cell holds no value that can be taken, or "" where it does."""
    if text == NOT_CALCULATED:
        return (
            "The cell is a formula whose result is not in the file. Open it in a spreadsheet program, save it, "
            "and choose it again; or write the value."
        )
    if text in _ERRORS:
        return f"The cell shows the spreadsheet’s error {text}. Write the value, or leave the cell empty."
    if len(text) > LONGEST_CELL:
        return f"The cell has more than {LONGEST_CELL:,} characters, and is cut here."
    if "\ufffd" in text:
        return "“�” marks a letter that was lost before the file came here. Enter the letter."
    return ""


def _tidy(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    found = 0
    for line, cells in rows:
        row = [_tidy_cell(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        found += 1
        if found > MOST_ROWS + 1:  # the first names the columns
            raise Refused(
                "too_many_rows", f"The file has more than {MOST_ROWS:,} rows. Choose it in parts."
            )
        if len(row) > MOST_COLUMNS:
            raise Refused(
                "too_large",
                f"Line {line} has {len(row):,} cells; a table has up to {MOST_COLUMNS}. Delete the rest.",
            )
        yield line, row


def _tidy_cell(cell: str) -> str:
    cell = from_text_cell(cell.strip()).strip()
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL + 1]
