"""Bringing a destination's answer to an export, and taking it."""

import io
from datetime import datetime

from openpyxl import Workbook

from imports.kinds import kind_of
from imports.models import Import
from imports.services import importing
from reporting.models import Export
from tests.reporting.people import LATER


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(made: Export, content: bytes | str, *, name: str = "r.csv", rest: bool = False) -> Import:
    """Upload an answer; what it would mark can be seen then."""
    data = content.encode() if isinstance(content, str) else content
    kind = kind_of("replies")
    target = str(made.pk)
    source = importing.upload(
        kind=kind,
        target=target,
        place=kind.target_or_404(made.made_by, target),
        actor=made.made_by,
        file=importing.Upload(name, data, {"rest_accepted": rest}),
    )
    importing.go_on(source, LATER)
    source.refresh_from_db()
    return source


def take(source: Import, now: datetime = LATER) -> Import:
    importing.begin_taking(source=source, actor=source.uploaded_by)
    importing.go_on(source, now)
    source.refresh_from_db()
    return source


def undo(source: Import) -> Import:
    importing.begin_undoing(source=source, actor=source.uploaded_by, now=LATER)
    importing.go_on(source, LATER)
    source.refresh_from_db()
    return source


def lines(made: Export) -> list[tuple[str, str]]:
    """Return state and reason of each line."""
    return list(made.rows.values_list("state", "reason"))


def outcomes(source: Import) -> list[tuple[int, str, str]]:
    """Return line, state and code of the reason of each line of the file."""
    return [
        (row.line, row.state, row.reasons[0]["code"] if row.reasons else "")
        for row in source.lines.all()
    ]
