"""Who changed what and when, from the event tables that database triggers write (django-pghistory).

`changes_of_course` covers a course, everything that belongs to it, and the rows it shares with others.
`describe` turns event rows into readable changes, and `grouped` groups them by request; the audit trail
uses these two. `history_parts` lists what belongs to a course.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Field, Model, QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.sentences import plural
from authoring.services.history_parts import AREAS, KEY, PARTS, Part
from courses.models import Course
from courses.services.event_words import field_words, related_rows, subject_of
from publishing.services.differences import difference_html

__all__ = ["AREAS", "PARTS", "changes_of_course", "describe", "events_of", "grouped"]

type Event = Any
"""A row of an event model: `pgh_id`, `pgh_obj_id`, `pgh_label`, `pgh_created_at`, `pgh_context` and the fields."""


_SILENT = {"id", "digest", "sha256", "hls", "renditions", "agreement"}
"""Fields that mean nothing to a reader."""


@dataclass(frozen=True)
class FieldChange:
    """One field of one row, before and after, as text."""

    label: str
    before: str
    after: str

    @property
    def html(self) -> SafeString:
        """Both merged into one text, with removals and additions marked."""
        return difference_html(self.before, self.after)


@dataclass(frozen=True)
class RowChange:
    """One row that was added, changed or removed. `unrecorded`: its previous values were not recorded."""

    kind: str  # "insert", "update" or "delete"
    noun: str
    subject: str
    row_id: Any
    area: str
    fields: list[FieldChange]
    unrecorded: bool = False

    @property
    def verb(self) -> str:
        return {"insert": "added", "delete": "removed"}.get(self.kind, "changed")


@dataclass(frozen=True)
class ChangeSet:
    """What one request, job or command changed. No user means the portal itself."""

    at: datetime
    user: User | None
    url: str
    changes: list[RowChange]

    @property
    def summary(self) -> str:
        """The number of rows of each kind, such as “40 × choice added, course changed”."""
        counted = Counter((change.noun, change.verb) for change in self.changes)
        return ", ".join(
            f"{plural(count, noun, f'{count} × {noun}')} {verb}"
            for (noun, verb), count in counted.most_common()
        )


def events_of(model: type[Model]) -> "QuerySet[Any]":
    """Return the event rows of a tracked model, with their context."""
    rows: QuerySet[Any] = model.pgh_event_model.objects.select_related(  # type: ignore[attr-defined]
        "pgh_context"
    )
    return rows


def changes_of_course(
    course: Course, *, area: str = "", offset: int = 0, limit: int = 25, with_key: bool = True
) -> tuple[list[ChangeSet], bool]:
    """Return change sets, newest first, and whether older ones follow.

    `area`: a key of `AREAS`, or "" for all. Changes only to `_SILENT` fields are left out,
    and, without `with_key`, questions and choices.
    """
    keys = _moments(course, area, with_key)
    wanted = dict.fromkeys(key for key, _ in keys)
    shown = [*wanted][offset : offset + limit]
    ids: dict[Part, list[int]] = defaultdict(list)
    for key, (part, event_id) in keys:
        if key in shown:
            ids[part].append(event_id)
    events = [
        event for part, own in ids.items() for event in events_of(part.model).filter(pk__in=own)
    ]
    return grouped(events, course.series.provider.zone), len(wanted) > offset + limit


def grouped(events: Iterable[Event], zone: tzinfo) -> list[ChangeSet]:
    """Describe `events`, grouped by request, newest first.

    Without a context (a job, a command), the events of one transaction form a group.
    """
    sets: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        sets[_key(event.pgh_context_id, event.pgh_created_at)].append(event)
    described = describe([event for each in sets.values() for event in each], zone)
    people = _people(sets.values())
    found = []
    for each in sets.values():
        each.sort(key=_order)
        if changes := [change for event in each if (change := described[event])]:
            metadata = _metadata(each[0])
            user, url = people.get(metadata.get("user")), metadata.get("url", "")
            at = each[-1].pgh_created_at
            found.append((_order(each[-1]), ChangeSet(at, user, url, changes)))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _, one in found]


def describe(events: Sequence[Event], zone: tzinfo) -> dict[Event, RowChange | None]:
    """Return each event's readable change; None if nothing changed that matters to a reader.

    Events may come from any tracked models. Each is compared with the previous event of its row; instants
    are written as clocks in `zone` showed them.
    """
    by_model: dict[type[Model], list[Event]] = defaultdict(list)
    for event in events:
        by_model[event.pgh_tracked_model].append(event)
    described: dict[Event, RowChange | None] = {}
    for model, own in by_model.items():
        before = _predecessors(model, own)
        related = related_rows(model, [*own, *filter(None, before.values())])
        for event in own:
            described[event] = _row_change(model, event, before[event], related, zone)
    return described


def _moments(course: Course, area: str, with_key: bool) -> list[tuple[Any, tuple[Part, int]]]:
    """Return (request, (part, event id)) for every event, newest first, without loading the event rows."""
    found = []
    for part in PARTS:
        if area in ("", part.area) and (with_key or part.model not in KEY):
            rows = _events_below(course, part)
            found += [
                ((at, pk), _key(context, at), (part, pk))
                for pk, context, at in rows.values_list("pk", "pgh_context_id", "pgh_created_at")
            ]
    found.sort(key=lambda row: row[0], reverse=True)
    return [(key, place) for _, key, place in found]


def _events_below(course: Course, part: Part) -> "QuerySet[Any]":
    events = part.model.pgh_event_model.objects  # type: ignore[attr-defined]
    if not part.parent:
        rows: QuerySet[Any] = events.filter(pgh_obj__in=_row_ids(course, part))
        return rows
    field = part.model._meta.get_field(part.parent)
    above = next(each for each in PARTS if each.model is field.related_model)
    below: QuerySet[Any] = events.filter(**{f"{part.parent}__in": _row_ids(course, above)})
    return below


def _row_ids(course: Course, part: Part) -> list[int]:
    """Return the ids of the course's rows of a part, past ones included."""
    if part.shared:
        return list(part.shared(course))
    if not part.parent:
        return [course.pk]
    above = next(
        each
        for each in PARTS
        if each.model is part.model._meta.get_field(part.parent).related_model
    )
    parents = _row_ids(course, above)
    living = part.model._default_manager.filter(**{f"{part.parent}__in": parents})
    once = _events_below(course, part).values_list("pgh_obj_id", flat=True)
    return list({*living.values_list("pk", flat=True), *once})


def _predecessors(model: type[Model], events: list[Event]) -> dict[Event, Event | None]:
    """Return the previous event of the same row for each event."""
    rows = events_of(model).filter(pgh_obj__in={event.pgh_obj_id for event in events})
    last: dict[Any, Event] = {}
    before: dict[int, Event | None] = {}
    newest = max(event.pgh_id for event in events)
    for row in rows.filter(pgh_id__lte=newest).order_by("pgh_id"):
        before[row.pgh_id] = last.get(row.pgh_obj_id)
        last[row.pgh_obj_id] = row
    return {event: before.get(event.pgh_id) for event in events}


def _row_change(
    model: type[Model], event: Event, before: Event | None, related: dict[Any, Any], zone: tzinfo
) -> RowChange | None:
    kind = event.pgh_label
    fields = [_field_change(field, event, before, related, zone) for field in _told(model)]
    told = [field for field in fields if field.before != field.after]
    unrecorded = kind == "update" and before is None
    if kind == "update" and not told and not unrecorded:
        return None
    return RowChange(
        kind=kind,
        noun=str(model._meta.verbose_name),
        subject=subject_of(model, event, related),
        row_id=event.pgh_obj_id,
        area=next((part.area for part in PARTS if part.model is model), ""),
        fields=[] if unrecorded else told,
        unrecorded=unrecorded,
    )


def _field_change(
    field: "Field[Any, Any]",
    event: Event,
    before: Event | None,
    related: dict[Any, Any],
    zone: tzinfo,
) -> FieldChange:
    now = field_words(field, getattr(event, field.attname), related, zone)
    was = field_words(field, getattr(before, field.attname), related, zone) if before else ""
    label = str(field.verbose_name)
    pairs = {"insert": ("", now), "delete": (now, "")}
    return FieldChange(label[:1].upper() + label[1:], *pairs.get(event.pgh_label, (was, now)))


def _told(model: type[Model]) -> "list[Field[Any, Any]]":
    """Return the fields worth showing: those recorded, except the key to the parent."""
    parents = {part.parent for part in PARTS if part.model is model}
    recorded = {field.name for field in model.pgh_event_model._meta.fields}  # type: ignore[attr-defined]
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in recorded and field.name not in _SILENT | parents
    ]


def _people(sets: Iterable[list[Event]]) -> dict[Any, User]:
    ids = [user for each in sets if (user := _metadata(each[0]).get("user"))]
    return dict(User.objects.in_bulk(set(ids)))


def _metadata(event: Event) -> dict[str, Any]:
    return dict(event.pgh_context.metadata) if event.pgh_context else {}


def _order(event: Event) -> tuple[datetime, int]:
    return event.pgh_created_at, event.pgh_id


def _key(context: Any, at: datetime) -> Any:
    return context or at
