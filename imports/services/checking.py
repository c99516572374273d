"""Looking through the lines of a file: each is good, known, passed over, or comes back with its reasons."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import batched

from django.db import connection
from django.db.models import Count, F

from imports.kinds import Item, Kind, Outcome, kind_of
from imports.models import Import, ImportRow
from imports.services.mapping import code_of
from imports.services.progress import tell
from imports.services.reading import BATCH
from imports.values import DateOrder, DecimalMark

State = ImportRow.State


def check(source: Import, now: datetime) -> dict[str, int]:
    """Judge every line anew, save what becomes of it, and return the number of lines by state.

    Call inside a transaction. Memory does not grow with the lines, beyond the keys that the kind holds.
    """
    source.lines.exclude(unread=[]).update(state=State.RETURNED, values={}, reasons=F("unread"))
    judged = 0
    for some in batched(_judged(source, now), BATCH):
        _save(some)
        judged += len(some)
        tell(source, judged)
    counted = source.lines.values_list("state").annotate(lines=Count("pk")).order_by()
    return dict.fromkeys(State.values, 0) | dict(counted)


def rows_of(source: Import, **kept: object) -> Iterator[ImportRow]:
    """Yield the lines in their order, a batch at a time, whatever is written to them meanwhile."""
    last = 0
    while some := list(source.lines.filter(line__gt=last, **kept).order_by("line")[:BATCH]):
        last = some[-1].line
        yield from some


def _judged(source: Import, now: datetime) -> Iterator[tuple[ImportRow, Outcome]]:
    waiting: deque[ImportRow] = deque()
    kind = kind_of(source.kind)
    for outcome in kind.check(source, _asked(source, kind, waiting), now):
        yield waiting.popleft(), outcome


def _asked(source: Import, kind: Kind, waiting: deque[ImportRow]) -> Iterator[Item]:
    choice = [each.key for each in kind.fields if each.content == "choice"]
    codes: dict[tuple[str, str], str | None] = {}
    for row in rows_of(source, unread=[]):
        waiting.append(row)
        cells = cells_of(source, kind, row)
        yield Item(
            line=row.line,
            cells=cells,
            codes={key: _code(source, kind, key, cells[key], codes) for key in choice},
            order=DateOrder(source.order),
            mark=DecimalMark(source.mark),
            text=row.text,
        )


def cells_of(source: Import, kind: Kind, row: ImportRow) -> dict[str, str]:
    """Return the text of each field of the kind in a line, "" where no column gives it."""
    places = source.columns
    return {
        each.key: row.cells[places[each.key]].strip()
        if each.key in places and places[each.key] < len(row.cells)
        else ""
        for each in kind.fields
    }


def _code(
    source: Import, kind: Kind, key: str, text: str, known: dict[tuple[str, str], str | None]
) -> str | None:
    if (key, text) not in known and len(known) < BATCH:
        known[key, text] = code_of(source, kind, key, text)
    return known[key, text] if (key, text) in known else code_of(source, kind, key, text)


def _save(judged: tuple[tuple[ImportRow, Outcome], ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_importrow r SET state = n.state, values = n.values::jsonb,"
            " reasons = n.reasons::jsonb FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])"
            " AS n(id, state, values, reasons) WHERE r.id = n.id",
            [
                [row.pk for row, _ in judged],
                [str(outcome.state) for _, outcome in judged],
                [json.dumps(outcome.values) for _, outcome in judged],
                [json.dumps([asdict(each) for each in outcome.reasons]) for _, outcome in judged],
            ],
        )
