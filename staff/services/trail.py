"""The audit trail as one list: what staff did and read, and every change in the history tables.

Acts are rows of `accounts.AuditEntry`; changes are rows of the history tables, one per model. Only the
newest rows of each table are read, and a page begins after the last line of the one before (a cursor, no
OFFSET), so the thousandth page costs no more than the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Value

from accounts.models import AuditEntry, User
from authoring.services.history import RowChange, describe
from providers.models import Provider
from staff.services.trail_sources import Search, action_of, histories, sources, words_of

PAGE = 50
type Cursor = tuple[datetime, int, int]
"""Time, rank of the source, and primary key of the last line shown."""


@dataclass(frozen=True)
class Line:
    """One act or change, ready for display."""

    at: datetime
    actor: str
    action: str
    subject: str
    learner: str = ""
    provider: str = ""
    reason: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    change: RowChange | None = None

    @property
    def done(self) -> str:
        """The action in words, such as “Course changed”; the code is what files and searches name."""
        return words_of(self.action)


def page(
    search: Search, *, before: Cursor | None, count: int = PAGE
) -> tuple[list[Line], Cursor | None]:
    """Return the lines of a page and the cursor of the next one; None if this is the last."""
    found = _places(search, before, count + 1)
    shown = found[:count]
    return _read(shown, search.zone), shown[-1] if len(found) > count else None


def every_line(search: Search, *, most: int) -> Iterator[Line]:
    """Yield up to `most` lines, newest first, reading 500 at a time."""
    before: Cursor | None = None
    for _ in range(0, most, 500):
        some, before = page(search, before=before, count=500)
        yield from some
        if before is None:
            return


def cursor_of(text: str) -> Cursor | None:
    """Parse a cursor from a URL; None if it is empty or invalid."""
    try:
        moment, rank, key = text.split("_")
        at = datetime.fromisoformat(moment)
        return (at, int(rank), int(key)) if at.tzinfo else None
    except ValueError:
        return None


def address_of(cursor: Cursor) -> str:
    """Return a cursor as text for a URL."""
    return f"{cursor[0].isoformat()}_{cursor[1]}_{cursor[2]}"


def _places(search: Search, before: Cursor | None, count: int) -> list[Cursor]:
    """Return the cursors of the newest lines, from one query over all tables."""
    branches = [
        _newest(rows, at, rank, before, count)
        for rank, (at, rows) in enumerate(sources(search))
        if rows is not None
    ]
    if len(branches) < 2:
        return list(branches[0]) if branches else []
    merged = branches[0].union(*branches[1:], all=True)
    return list(merged.order_by("-trail_at", "-trail_rank", "-trail_key")[:count])


def _newest(
    rows: "QuerySet[Any]", at: str, rank: int, before: Cursor | None, count: int
) -> "QuerySet[Any, Any]":
    if before is not None:
        moment, last_rank, key = before
        # Of the lines with that same time, those with a higher rank or key were shown before.
        at_once = Q(**{at: moment}, **({"pk__lt": key} if rank == last_rank else {}))
        earlier = Q(**{f"{at}__lt": moment})
        rows = rows.filter(earlier if rank > last_rank else earlier | at_once)
    ranked = rows.annotate(
        trail_at=F(at), trail_rank=Value(rank, IntegerField()), trail_key=F("pk")
    )
    newest: QuerySet[Any, Any] = ranked.order_by(f"-{at}", "-pk")[:count]
    return newest.values_list("trail_at", "trail_rank", "trail_key")


def _read(places: list[Cursor], zone: tzinfo) -> list[Line]:
    """Load the rows of each source with one query, and restore their order."""
    by_rank: dict[int, list[int]] = {}
    for _, rank, key in places:
        by_rank.setdefault(rank, []).append(key)
    read: dict[tuple[int, int], Line] = {}
    events: list[tuple[int, Any]] = []
    for rank, keys in by_rank.items():
        if rank == 0:
            read |= {(0, key): line for key, line in _read_acts(keys).items()}
        else:
            model = histories()[rank - 1]
            rows = model.objects.select_related("pgh_context").filter(pk__in=keys)
            events += [(rank, row) for row in rows]
    read |= _read_events(events, zone)
    return [read[rank, key] for _, rank, key in places if (rank, key) in read]


def _read_acts(keys: list[int]) -> dict[int, Line]:
    rows = AuditEntry.objects.select_related("actor", "learner").in_bulk(keys)
    wanted = {row.provider for row in rows.values() if row.provider}
    names = dict(Provider.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {key: _act_line(row, names) for key, row in rows.items()}


def _act_line(row: AuditEntry, names: dict[int, str]) -> Line:
    return Line(
        at=row.at,
        actor=row.actor.full_name if row.actor else "The portal",
        action=row.action,
        subject=row.subject_label,
        learner=row.learner.full_name if row.learner else "",
        provider=names.get(row.provider or 0, ""),
        reason=row.reason,
        details=[(_word(key), _word_of(value)) for key, value in row.details.items()],
    )


def _read_events(events: list[tuple[int, Any]], zone: tzinfo) -> dict[tuple[int, int], Line]:
    changes = describe([event for _, event in events], zone)
    people = User.objects.in_bulk({_user_of(event) for _, event in events})
    read = {}
    for rank, event in events:
        change = changes[event]
        read[rank, event.pk] = Line(
            at=event.pgh_created_at,
            actor=_actor(event, people),
            action=action_of(type(event), event.pgh_label),
            subject=_subject(event, change),
            change=change,
        )
    return read


def _subject(event: Any, change: RowChange | None) -> str:
    if event.pgh_tracked_model is User:  # history tracks an account's rights, not its name
        person = User.objects.filter(pk=event.pgh_obj_id).first()
        return person.full_name if person else "A deleted account"
    return change.subject if change else ""


def _actor(event: Any, people: dict[int, User]) -> str:
    user = _user_of(event)
    if user in people:
        return people[user].full_name
    return "A deleted account" if user else "The portal"


def _user_of(event: Any) -> int:
    return int((event.pgh_context.metadata.get("user") if event.pgh_context else None) or 0)


def _word(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _word_of(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_word_of, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_word_of(each)}" for key, each in value.items())
    return "" if value is None else str(value)
