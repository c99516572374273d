"""From rows of cells to a file: CSV, a workbook, or PARS learner reports in JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, Any

from jsonschema import Draft202012Validator
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.days import stamp, zone_named
from providers.csv_safety import as_text_cell
from reporting.services.vocabulary import Cell

_SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "pars-learner-reports.json"
# ACCME reads a time without a zone as US Central time.
_ACCME_TIME = zone_named("America/Chicago")
# Characters that a workbook cannot hold and no name has.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class DoesNotFit(Exception):
    """The file would not match its destination's format; the message names the place but no value."""


def write_csv(
    file: IO[bytes], headers: Sequence[str] | None, rows: Iterable[Sequence[Cell]]
) -> None:
    """Write CSV in UTF-8 with a byte order mark, for Excel, row by row; no cell can become a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    if headers is not None:
        writer.writerow(map(as_text_cell, headers))
    for row in rows:
        writer.writerow([as_text_cell(_text(value)) for value in row])
    text.flush()
    text.detach()  # or it would close the file


def _text(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def write_xlsx(
    file: IO[bytes],
    headers: Sequence[str] | None,
    rows: Iterable[Sequence[Cell]],
    *,
    sheet_name: str,
) -> None:
    """Write a workbook in which text is stored as text (leading zeros stay) and dates as dates.

    It is written row by row through a temporary file: memory does not grow with the rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name or "Report")
    if headers is not None:
        sheet.append([_typed(sheet, header) for header in headers])
    for row in rows:
        sheet.append([_typed(sheet, value) for value in row])
    book.save(file)


def _typed(sheet: Any, value: Cell) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=_CONTROLS.sub("", value))
        # Set after the value: openpyxl takes text that begins with “=” for a formula.
        cell.data_type = "s"
        cell.number_format = "@"
        return cell
    other: Any = value
    cell = WriteOnlyCell(sheet, value=other)
    if isinstance(value, date):
        cell.number_format = "m/d/yyyy"
    elif isinstance(value, Decimal):
        cell.number_format = "0.00"
    return cell


def write_pars_json(
    paths: Sequence[str], rows: Sequence[Sequence[Cell]], *, now: datetime
) -> bytes:
    """Return PARS learner reports, built from the columns' paths (`Member.Name.GivenName`) and validated.

    Unknown values are left out. Raises `DoesNotFit` when the document does not match our schema.
    """
    reports = [_nested(paths, row) for row in rows]
    created = stamp(now, _ACCME_TIME)[:19]  # its clock, without the offset
    body = {"DateTimeCreated": created, "ActivityReport": reports}
    document = {"ACCMELearnerReports": {"ActivityReports": body}}
    for error in pars_schema().iter_errors(document):
        # Not error.message: it quotes the value.
        raise DoesNotFit(f"{error.json_path}: {error.validator}")
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


@cache
def pars_schema() -> Draft202012Validator:
    """Return our schema of PARS learner reports."""
    return Draft202012Validator(json.loads(_SCHEMA.read_text()))


def _nested(paths: Sequence[str], row: Sequence[Cell]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in zip(paths, row, strict=True):
        if value is not None and value != "":
            _put(tree, path.split("."), _json(value))
    listed: dict[str, Any] = _lists(tree)
    return listed


def _put(tree: dict[str, Any], steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise DoesNotFit(f"{'.'.join(steps)}: a value stands in the middle of the path")
    tree[last] = value


def _lists(tree: Any) -> Any:
    """Turn objects with numbered keys (`CreditCertificate.0.…`) into lists."""
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isascii() and key.isdigit() for key in tree):
        return [_lists(tree[key]) for key in sorted(tree, key=int)]
    return {key: _lists(value) for key, value in tree.items()}


def _json(value: Cell) -> Any:
    if isinstance(value, Decimal):
        return float(value)  # quarters are exact
    return value.isoformat() if isinstance(value, date) else value
