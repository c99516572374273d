"""The file of an export: writing, downloading and deleting it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import IO

from accounts import private_files
from accounts.audit import record as record_act
from accounts.errors import Refused
from accounts.models import User
from providers.workbooks import write_xlsx
from reporting.models import Export, Format
from reporting.services.records import CompletionRecord
from reporting.services.totals import ActivityTotals
from reporting.services.vocabulary import Cell, cell
from reporting.services.writers import write_csv, write_pars_json

FILE_KEPT = timedelta(days=30)


def write(
    file: IO[bytes],
    export: Export,
    lines: Sequence[CompletionRecord | ActivityTotals],
    *,
    now: datetime,
) -> None:
    """Write the lines to `file`, with the columns as they were when the export was started."""
    headers = [column["header"] for column in export.columns]
    rows: Iterator[list[Cell]] = (
        [cell(column["expression"], line) for column in export.columns] for line in lines
    )
    layout = export.layout
    if layout.format == Format.PARS_JSON:
        file.write(write_pars_json(headers, list(rows), now=now))
        return
    shown = headers if layout.has_header else None
    # A destination reads what it prescribed; the provider's own records are read by people.
    prescribed = layout.destination.is_external
    if layout.format == Format.CSV:
        write_csv(file, shown, rows, for_programs=prescribed)
    else:
        days = "m/d/yyyy" if prescribed else "yyyy-mm-dd"
        write_xlsx(file, shown, rows, sheet_name=layout.sheet_name, day_format=days)


def read_file(*, export: Export, by: User) -> Iterator[bytes]:
    """Return the file in pieces and record who downloaded it, since it holds full licence numbers.

    Raises `Refused("gone", …)` when there is no file any more.
    """
    if not export.has_file:
        raise Refused("gone", "This file is no longer kept. Its lines are listed below.")
    try:
        content = private_files.pieces(export.stored_name)
    except FileNotFoundError as lost:
        raise Refused("gone", "This file is no longer on this server.") from lost
    record_act(
        actor=by,
        action="export-downloaded",
        subject=export,
        provider=export.provider_id,
        sha256=export.sha256,
    )
    return content


def remove_old_files(*, now: datetime) -> int:
    """Delete files older than `FILE_KEPT`; hash, counts and rows stay. Return how many."""
    over = Export.objects.filter(
        finished_at__lt=now - FILE_KEPT, file_removed_at__isnull=True
    ).select_related("layout")
    removed = 0
    for export in over:
        private_files.remove(export.stored_name)
        removed += Export.objects.filter(pk=export.pk).update(file_removed_at=now)
    return removed
