"""Workbooks for tests, with parts changed as other programs write them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook


def book(
    rows: Iterable[Sequence[Any]] = (), change: Callable[[Any, Any], None] | None = None
) -> bytes:
    """Return a workbook with these rows on its first sheet; `change` is called with the workbook and the sheet."""
    made = Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(made, sheet)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes | Callable[[bytes], bytes]) -> bytes:
    """Return the workbook with one of its parts replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part(old.read(name)) if callable(part) else part)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: str, before: str = "") -> bytes:
    """Return a workbook whose sheet has these rows of XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part(book(), SHEET, xml.encode())
