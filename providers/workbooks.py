"""The one writer of workbooks (.xlsx). Text stays text in it: nothing is run, and no leading zero is lost."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from providers.csv_safety import Cell, cell_text

_LONGEST = 32_767
"""How many UTF-16 units a cell of Excel holds; it repairs a workbook that has more in one."""
_CUT = " … (cut)"


def write_xlsx(
    file: IO[bytes],
    headers: Sequence[str] | None,
    rows: Iterable[Sequence[Cell]],
    *,
    sheet_name: str,
    day_format: str = "yyyy-mm-dd",
) -> None:
    """Write a workbook in which text is stored as text (leading zeros stay) and dates as dates.

    Text longer than a cell holds is cut, and says so. The rows go through a temporary file one by one:
    memory does not grow with them.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name or "Report")
    for row in rows if headers is None else chain([headers], rows):
        sheet.append([_typed(sheet, value, day_format) for value in row])
    book.save(file)


def _typed(sheet: Any, value: Cell, day_format: str) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=_fitting(cell_text(value)))
        # Set after the value: openpyxl takes text that begins with “=” for a formula.
        cell.data_type = "s"
        cell.number_format = "@"
        return cell
    other: Any = value
    cell = WriteOnlyCell(sheet, value=other)
    if isinstance(value, date):
        cell.number_format = day_format
    elif isinstance(value, Decimal):
        cell.number_format = "0.00"
    return cell


def _fitting(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
