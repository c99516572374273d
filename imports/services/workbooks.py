"""Rows of a workbook (.xlsx), as what is seen in its cells. Nothing in it is run, and no link is followed."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import CELL_TAG, DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from accounts.cleaning import clean_prose
from accounts.errors import Refused
from providers.csv_safety import cell_text

NOT_CALCULATED = "#NOT CALCULATED"
"""Stands in a cell with a formula whose result the program that wrote the file did not store."""
_QUOTED = r'(?:"[^"]*"|\\.)'
_AFFIXED = re.compile(
    rf"(?=.*[%\"\\])(?P<before>{_QUOTED}*)(?P<whole>[#,0]+)(?:\.[0#?]+)?(?P<percent> ?%|)(?P<after>{_QUOTED}*)(?:;.*)?"
)
"""A number format that shows a percentage, or words beside the number: `0.0%`, `0.00" mg"`."""
_MOST_PARTS = 2_000
_MOST_CELLS_IN_A_ROW = 16_384  # as many columns as a sheet can have
_MOST_ROWS_OF_A_SHEET = 1_048_576
_UNPACKED_ANYWAY, _UNPACKED_PER_BYTE, _MOST_UNPACKED = 40 << 20, 20, 400 << 20
_LOOKED_AT, _NAME, _MOST_NAMES = 200, 60, 5
"""Rows of other sheets, characters of a sheet's name, and names in the sentence about them."""
_MOST_TEXTS = 64 << 20
"""Bytes of the shared texts, which are held in memory; sheets are read as they are unpacked."""
_NO_WORKBOOK = (
    "This workbook cannot be opened: it is damaged or in an unknown form. Open it in a spreadsheet "
    "program, save it as “Excel Workbook (.xlsx)” or as CSV, and choose that file."
)


def workbook_rows(content: bytes) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Return the rows of the first visible sheet in which anything stands, each with its number.

    Before them, a sentence on the other visible sheets with rows; "" if there is none.

    Days are ISO, instants have a time as well, TRUE and FALSE stand for booleans, and numbers have no
    exponent. Of merged cells, the first has the text. Raises `Refused`, also while rows are read:
    too_large, not_table, empty.
    """
    _measure(content)
    try:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # of styles it misses
            # Values that the last program has stored: formulas are never calculated.
            book: Any = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
    except Exception as error:
        raise Refused("not_table", _NO_WORKBOOK) from error
    most = _most_unpacked(content)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for at, sheet in enumerate(sheets):
        rows = _rows(sheet, most)
        first = next((each for each in rows if any(each[1])), None)
        if first is not None:
            return _note(sheet, sheets[at + 1 :]), chain([first], rows)
    if b"purl.oclc.org/ooxml" in book._archive.read("xl/workbook.xml"):  # “Strict Open XML”
        raise Refused("not_table", _NO_WORKBOOK)
    raise Refused("empty", "No sheet of the workbook that is not hidden has anything in it.")


def _note(taken: Any, others: Sequence[Any]) -> str:
    """Return a sentence on the sheets that are not read, though something stands near their top."""
    names = []
    for sheet in others:
        with suppress(Refused):
            if any(any(row) for _, row in islice(_rows(sheet, _MOST_TEXTS), _LOOKED_AT)):
                names.append(f"“{sheet.title[:_NAME]}”")
    if not names:
        return ""
    some = ", ".join(names[:_MOST_NAMES]) + (" and more" if len(names) > _MOST_NAMES else "")
    has, it = ("has", "it") if len(names) == 1 else ("have", "each")
    return (
        f"Only the sheet “{taken.title[:_NAME]}” is read; {some} {has} lines too: upload {it} as a file of"
        " its own."
    )


def unpacked_size(content: bytes) -> int:
    """Return how many bytes a workbook says that it unpacks to; 0 if it cannot be opened."""
    try:
        return sum(part.file_size for part in _parts(content))
    except Refused:
        return 0


def _most_unpacked(content: bytes) -> int:
    return min(_MOST_UNPACKED, _UNPACKED_ANYWAY + _UNPACKED_PER_BYTE * len(content))


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("not_table", _NO_WORKBOOK) from error


def _measure(content: bytes) -> None:
    """Refuse a workbook that would take too much memory or time when unpacked."""
    parts = _parts(content)
    held = [part.file_size for part in parts if "worksheets/" not in part.filename]
    if (
        len(parts) > _MOST_PARTS
        or sum(part.file_size for part in parts) > _most_unpacked(content)
        or max(held, default=0) > _MOST_TEXTS
    ):
        raise Refused("too_large", _TOO_LARGE)


_TOO_LARGE = (
    "The workbook unpacks to far more than its size promises, and is not opened. Copy the rows into a new "
    "workbook, or save them as CSV, and choose that file."
)


def _rows(sheet: Any, most: int) -> Iterator[tuple[int, list[str]]]:
    texts, characters = _Texts(sheet), 0
    try:
        with sheet.parent._archive.open(sheet._worksheet_path) as source:
            for number, cells in _Parser(source, sheet._shared_strings, data_only=True).rows():
                row: list[str] = []
                for cell in cells:
                    if (text := texts.of(cell)) and cell["column"] <= _MOST_CELLS_IN_A_ROW:
                        row += [""] * (cell["column"] - len(row))
                        row[cell["column"] - 1] = text
                        characters += len(text)
                        if characters > most:  # one shared text can stand in every cell
                            raise Refused("too_large", _TOO_LARGE)
                yield number, row
    except Refused:
        raise
    except Exception as error:
        raise Refused("not_table", _NO_WORKBOOK) from error


class _Parser(WorkSheetParser):
    """openpyxl's parser of a sheet, reduced to rows: it tells a formula without a result from an empty cell."""

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        cells = last = 0
        for _, element in iterparse(self.source):
            if element.tag == CELL_TAG:
                cells += 1
                if cells > _MOST_CELLS_IN_A_ROW:
                    raise Refused("too_large", _TOO_LARGE)
            elif element.tag == ROW_TAG:
                number, row = self.parse_row(element)
                element.clear()
                cells = 0
                # A damaged file has numbers that stand twice, or are out of what a sheet has.
                last = number if last < number <= _MOST_ROWS_OF_A_SHEET else last + 1
                yield last, row
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = NOT_CALCULATED
        return cell


class _Texts:
    """What is seen in cells of a sheet, whose number formats are looked up once each."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.formats: dict[int, str] = {}

    def of(self, cell: dict[str, Any]) -> str:
        """Return the text of a cell that the parser found."""
        match cell["value"]:
            case None:
                return ""
            case str() as text:
                return _clean(text)
            case bool() as flag:
                return str(flag).upper()
            case int() | float() as number:
                form = self._format(cell["style_id"])
                return _of_number(number, form, self.sheet.parent.epoch)
        return _of_moment(cell["value"], "")

    def _format(self, style: int) -> str:
        """Return the number format of a style, or "" where it adds nothing that is read."""
        if style not in self.formats:
            cell: Any = ReadOnlyCell(self.sheet, 1, 1, None, style_id=style)
            form = cell.number_format or ""
            special = is_date_format(form) or re.fullmatch("0+", form) or _AFFIXED.fullmatch(form)
            self.formats[style] = form if special else ""
        return self.formats[style]


def _of_number(number: int | float, form: str, epoch: datetime) -> str:
    if found := _AFFIXED.fullmatch(form):
        before, after = _unquoted(found["before"]), _unquoted(found["after"])
        if found["percent"]:  # as it is meant: 0.125 shown by “0%” is 12.5%
            number = float(Decimal(f"{number:.15g}") * 100)
        zeros = "" if found["whole"].strip("0") else found["whole"]
        return f"{before}{_of_number(number, zeros, epoch)}{found['percent']}{after}"
    if form.strip("0"):
        try:
            lasting = bool(is_timedelta_format(form))
            return _of_moment(from_excel(number, epoch, timedelta=lasting), form)
        except (OverflowError, ValueError):
            pass  # out of what a calendar has; spreadsheets show ####
    if isinstance(number, int):
        # "00000", as the numbers of licenses and ZIP codes are shown.
        return str(number).zfill(len(form) if not form.strip("0") else 0)
    return _of_float(number)


def _unquoted(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] or found[2] or "", text)


def _of_float(number: float) -> str:
    """Return a number to the 15 digits that spreadsheets show: 0.1 + 0.2 is 0.3 there."""
    return format(Decimal(f"{number:.15g}"), "f")


def _of_moment(value: Any, form: str) -> str:
    match value:
        case datetime():
            moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            return str(moment.date() if moment.time() == time() else moment)
        case time():
            return _of_clock(
                timedelta(hours=value.hour, minutes=value.minute, seconds=value.second), form
            )
        case timedelta():
            return _of_clock(value, form)
    return str(value)


def _of_clock(lasting: timedelta, form: str) -> str:
    """Return a time as it is shown: somebody who types 0:25 for seconds has 25 minutes stored, and sees 0:25."""
    minutes, seconds = divmod(round(lasting.total_seconds()), 60)
    shown = form.lower()
    if "h" not in shown and "s" in shown:
        return f"{minutes}:{seconds:02}"
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours}:{minutes:02}:{seconds:02}" if "s" in shown or seconds else f"{hours}:{minutes:02}"
    )


def _clean(text: str) -> str:
    if "_x" in text:
        text = unescape(text)  # _x000D_: what XML cannot write, and halves of characters
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\r" in text or not text.isprintable():
        text = cell_text(text)
    return text if text.isascii() else clean_prose(text)
