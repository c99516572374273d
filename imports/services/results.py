"""What a file's page shows of its lines: equal reasons once, and the returned lines as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.db import connection

from imports.kinds import Reason, kind_of
from imports.models import Import, ImportRow
from imports.services.checking import rows_of
from imports.services.reading import REASONS_COLUMN, is_reasons_column
from imports.services.sealing import opened
from providers.csv_safety import csv_lines
from providers.workbooks import write_xlsx

MOST_REASONS = 100
_LINES = 20


@dataclass(frozen=True, slots=True)
class ReasonLines:
    """One reason with the lines that it is about: `lines` are the first of `count`.

    `more` is how many other reasons there are than the first `MOST_REASONS`.
    """

    column: str
    message: str
    count: int
    lines: list[int]
    more: int = 0


def reasons_of(source: Import, state: str) -> list[ReasonLines]:
    """Return the different reasons of the lines in a state, at most `MOST_REASONS`, by their first line."""
    kind = kind_of(source.kind)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e->>'column', e->>'message', count(*), (array_agg(r.line ORDER BY r.line))[:%s],"
            " greatest(count(*) OVER () - %s, 0) FROM imports_importrow r, jsonb_array_elements(r.reasons) e"
            " WHERE r.source_id = %s AND r.state = %s GROUP BY 1, 2 ORDER BY min(r.line), 1, 2 LIMIT %s",
            [_LINES, MOST_REASONS, source.pk, state, MOST_REASONS],
        )
        rows = cursor.fetchall()
    return [ReasonLines(kind.label(key), *rest) for key, *rest in rows]


def write_returned(source: Import, file: IO[bytes]) -> None:
    """Write the lines that come back, in the format in which they came: their own cells, and the reasons.

    A table has the reasons in a last column; a text format has them as its comments.
    """
    rows = rows_of(source, state=ImportRow.State.RETURNED)
    if source.format == "xlsx":
        write_xlsx(file, None, _cells(source, rows), sheet_name=REASONS_COLUMN)
        return
    for line in _lines(source, rows):
        file.write(line.encode())


def _lines(source: Import, rows: Iterator[ImportRow]) -> Iterator[str]:
    if source.is_table:
        # Others, such as tabs, are not divided into columns where a spreadsheet opens the file.
        delimiter = ";" if source.delimiter == ";" else ","
        return csv_lines(_cells(source, rows), delimiter=delimiter)
    pairs = ((row, [Reason(**each) for each in row.reasons]) for row in rows)
    return kind_of(source.kind).written(pairs, source.format)


def _cells(source: Import, rows: Iterator[ImportRow]) -> Iterator[list[str]]:
    kept = [at for at, name in enumerate(source.header) if not is_reasons_column(name)]
    yield [*(source.header[at] for at in kept), REASONS_COLUMN]
    for row in rows:
        width = max(len(source.header), len(row.cells))
        cells = [*map(opened, row.cells), *[""] * (width - len(row.cells))]
        own = [cells[at] for at in range(width) if at in kept or at >= len(source.header)]
        yield [*own, " ".join(_said(source, each) for each in row.reasons)]


def _said(source: Import, reason: dict[str, str]) -> str:
    label = kind_of(source.kind).label(reason["column"])
    return f"{label}: {reason['message']}" if label else reason["message"]


def columns_read(source: Import) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (field, column) of what is read, and the names of the columns that are passed over."""
    kind = kind_of(source.kind)
    by_place = {place: kind.label(key) for key, place in source.columns.items()}
    read = [(by_place[at], name) for at, name in enumerate(source.header) if at in by_place]
    rest = [name for at, name in enumerate(source.header) if at not in by_place and name.strip()]
    return read, [name for name in rest if not is_reasons_column(name)]
