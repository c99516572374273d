"""Marking the lines of an export as an answer says, and taking that back while nothing was built on it."""

from collections.abc import Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.errors import Refused
from reporting.models import Action, Export, ExportRow, State
from reporting.services.exporting import report_again

_BATCH = 1000
_NAMED = 5


def mark(export: Export, said: Mapping[int, str | None], *, now: datetime) -> dict[str, Any]:
    """Mark lines as rejected for a reason, or as accepted (None), and return how many were.

    A rejected addition goes into the next export, once its fault is corrected. What was rejected before stays
    so. `before` are the accepted lines that are rejected now, and since when they were accepted, for `unmark`.

    Raises `Refused("discarded")` when the export was marked as not sent. Call inside a transaction.
    """
    export = Export.objects.select_for_update().get(pk=export.pk)
    if export.discarded_at:
        raise Refused("discarded", f"{export} was marked as not sent.")
    rejected = {line: reason for line, reason in said.items() if reason is not None}
    number = 0
    before: dict[int, str] = {}
    for some in batched(rejected.items(), _BATCH):
        rows = list(export.rows.filter(line__in=dict(some)).exclude(state=State.REJECTED))
        before |= {r.line: r.state_at.isoformat() for r in rows if r.state == State.ACCEPTED}
        _reject(rows, dict(some), now)
        number += len(rows)
    accepted = export.rows.filter(state=State.EXPORTED, line__in=said.keys() - rejected.keys())
    marked = accepted.update(state=State.ACCEPTED, reason="", state_at=now)
    return {"accepted": marked, "rejected": number, "before": before}


def _reject(rows: list[ExportRow], reasons: Mapping[int, str], now: datetime) -> None:
    for row in rows:
        row.state, row.reason, row.state_at = State.REJECTED, reasons[row.line], now
    ExportRow.objects.bulk_update(rows, ["state", "reason", "state_at"])
    report_again([row.undoes_id for row in rows if row.undoes_id])


def unmark(
    export: Export, lines: set[int] | None, *, before: Mapping[str, str], marked_at: datetime
) -> None:
    """Let what was marked at this moment wait again; what was accepted `before` is accepted again.

    `lines`: what may have been marked then; None for any line. Raises `Refused("built_on")`, naming the
    lines, if one was marked otherwise since, or was sent again. Call inside a transaction.
    """
    export = Export.objects.select_for_update().get(pk=export.pk)
    if export.discarded_at:
        raise Refused("built_on", f"{export} was later marked as not sent. Its response stays.")
    own = export.rows.all() if lines is None else export.rows.filter(line__in=lines)
    _refuse_for(own.filter(state_at__gt=marked_at), "marked otherwise since")
    marked = own.filter(state_at=marked_at)
    _refuse_for(_sent_again(marked.filter(state=State.REJECTED)), "sent again by another export")
    # What these deletions take back counts as taken back again.
    undone = marked.filter(state=State.REJECTED, undoes__isnull=False).values("undoes")
    ExportRow.objects.filter(pk__in=undone, undone_at=None).update(undone_at=export.finished_at)
    for line, since in before.items():
        marked.filter(line=line).update(state=State.ACCEPTED, reason="", state_at=since)
    marked.update(state=State.EXPORTED, reason="", state_at=export.finished_at)


def _sent_again(rejected: "QuerySet[ExportRow]") -> "QuerySet[ExportRow]":
    """Keep lines whose addition or deletion a later export took up, or another one counts for."""
    other = ExportRow.objects.filter(
        Q(pk__gt=OuterRef("pk")) | Q(undone_at=None) & ~Q(state=State.REJECTED)
    ).exclude(pk=OuterRef("pk"))
    again = other.filter(
        action=Action.ADD,
        destination=OuterRef("destination"),
        certificate=OuterRef("certificate"),
    )
    deleted = other.filter(undoes=OuterRef("undoes"))
    return rejected.filter(Q(Exists(again), action=Action.ADD) | Q(Exists(deleted)))


def _refuse_for(rows: "QuerySet[ExportRow]", what: str) -> None:
    lines = [str(line) for line in rows.values_list("line", flat=True)[: _NAMED + 1]]
    if lines:
        more = " and more" if len(lines) > _NAMED else ""
        named = f"{', '.join(lines[:_NAMED])}{more} of the export"
        which = f"Line {named} was" if len(lines) == 1 else f"Lines {named} were"
        raise Refused("built_on", f"{which} {what}, so this response stays.")
