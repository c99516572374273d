"""From rows of cells to a file: CSV, a workbook, or PARS learner reports in JSON."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any

from jsonschema import Draft202012Validator

from accounts.days import stamp, zone_named
from providers.csv_safety import csv_lines
from reporting.services.vocabulary import Cell

_SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "pars-learner-reports.json"
# ACCME reads a time without a zone as US Central time.
_ACCME_TIME = zone_named("America/Chicago")


class DoesNotFit(Exception):
    """The file would not match its destination's format; the message names the place but no value."""


def write_csv(
    file: IO[bytes],
    headers: Sequence[str] | None,
    rows: Iterable[Sequence[Cell]],
    *,
    for_programs: bool = False,
) -> None:
    """Write CSV in UTF-8, row by row. `for_programs`: see `csv_lines`."""
    for line in csv_lines(_below(headers, rows), for_programs=for_programs):
        file.write(line.encode())


def _below(
    headers: Sequence[str] | None, rows: Iterable[Sequence[Cell]]
) -> Iterable[Sequence[Cell]]:
    return rows if headers is None else chain([headers], rows)


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
