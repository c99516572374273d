"""The one writer of CSV. Opened in a spreadsheet, no cell of it is run, and none is silently changed."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import HttpResponse

type Cell = str | int | float | Decimal | date | None

# What begins a formula, in Excel for East Asian languages also full-width; blanks before it do not help.
_FORMULA = r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]"
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Digits that lose their zeros or are rounded, “12E5”, “1/2” and “Mar-1” (a day), “24:10” (a time of day). A
# whole date is meant as one.
_CHANGED = (
    r"\s*(?:0\d[\d.,]*|\d(?:[.,]?\d){15,}|\d+(?:[.,]\d+)?[eE][+-]?\d+|\d{1,4}(?::\d\d){1,2}"
    rf"|\d{{1,2}}[-/](?:\d{{1,2}}|\d{{4}})|{_MONTH}[-. ]*\d{{1,4}}|\d{{1,2}}[-. ]*{_MONTH})\s*\Z"
)
# The apostrophes: text that begins like protected text gets one more, or taking one away would change it.
_RUN = re.compile(f"'*(?:{_FORMULA})")
_RUN_OR_CHANGED = re.compile(f"'*(?:{_FORMULA}|{_CHANGED})")
# The writer also quotes cells with a character of its line's end: elsewhere spreadsheets divide at semicolons.
_DIVIDERS = ",;\t|\r\n"
# What no cell can hold; the last two are no characters, and make a workbook invalid.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_text_cell(value: str) -> str:
    """Return text that a spreadsheet opening the CSV neither runs as a formula nor takes for a number or day.

    Such text gets an apostrophe in front, which stays visible there; `from_text_cell` takes it away.
    """
    return f"'{value}" if _RUN_OR_CHANGED.match(value) else value


def from_text_cell(value: str) -> str:
    """Return the text that `as_text_cell` was given; any other text comes back as it is."""
    plain = value.removeprefix("'")
    return plain if plain != value and _RUN_OR_CHANGED.match(plain) else value


def cell_text(value: str) -> str:
    """Return text as a cell can hold it: without control characters, its lines divided by line feeds."""
    return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def csv_lines(
    rows: Iterable[Iterable[Cell]], *, delimiter: str = ",", for_programs: bool = False
) -> Iterator[str]:
    """Yield the CSV of `rows`: a byte order mark, for Excel, and then each row.

    Days are ISO, decimals have two places, True is TRUE, and text is protected as by `as_text_cell`. A file
    `for_programs`, whose format somebody else prescribes, has digits as they are: only formulas are disarmed.
    """
    taken = _RUN if for_programs else _RUN_OR_CHANGED
    end = _DIVIDERS.replace(delimiter, "")
    writer = csv.writer(_Echo(end), delimiter=delimiter, lineterminator=end)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([_written(cell, taken) for cell in row])


def csv_download(rows: Iterable[Iterable[Cell]], *, name: str) -> HttpResponse:
    """Return a response with the rows as the file `name`.csv."""
    response = HttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class _Echo:
    """A file-like object for the CSV writer, which returns each row."""

    def __init__(self, end: str) -> None:
        self.end = end

    def write(self, row: str) -> str:
        return row.removesuffix(self.end) + "\r\n"


def _written(cell: Cell, taken: re.Pattern[str]) -> str:
    match cell:
        case None:
            return ""
        case str():
            text = cell_text(cell)
            return f"'{text}" if taken.match(text) else text
        case bool():
            return str(cell).upper()
        case Decimal():
            return f"{cell:.2f}"
        case date():
            return cell.isoformat()
    return str(cell)
