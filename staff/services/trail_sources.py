"""What the audit trail searches: acts of staff, and the history table of each tracked model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import CharField, ForeignKey, JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast
from pghistory.models import Event as HistoryEvent

from accounts.mailboxes import sought_address
from accounts.models import AuditEntry, User
from providers.models import Provider

VERBS = {"insert": "added", "update": "changed", "delete": "removed"}
_SPELLED = {"nrolment": "nrollment", "icence": "icense", "udgement": "udgment"}
"""How codes are spelled → how people read them. A code is recorded, and stays."""


@dataclass(frozen=True)
class Search:
    """The search terms. `providers=None` means all, which only an administrator may see.

    `zone` is the one in which the lines found write their days.
    """

    providers: Sequence[int] | None
    text: str = ""
    actor: str = ""
    action: str = ""
    learner: str = ""
    since: datetime | None = None
    until: datetime | None = None
    zone: tzinfo = UTC


def known_actions() -> list[str]:
    """Return the actions to suggest: those of the newest entries, and every kind of change."""
    newest = AuditEntry.objects.values_list("action", flat=True)[:5000]
    kinds = [action_of(model, label) for model in histories() for label in VERBS]
    return sorted({*newest, *kinds})


@cache
def histories() -> list[Any]:
    """Return the history tables, always in the same order: a cursor refers to one by its index."""
    models = [model for model in apps.get_models() if issubclass(model, HistoryEvent)]
    own = [model for model in models if getattr(model, "pgh_tracked_model", None)]
    return sorted(own, key=lambda model: model._meta.label)


@cache
def provider_path(history: Any) -> str | None:
    """Return the lookup from a history row to its provider; None if there is none.

    The shortest path, over foreign keys that are never null if possible. A row whose parent was deleted
    no longer belongs to a provider, and is shown to the administrator only.
    """
    return _path(history, nullable=False) or _path(history, nullable=True)


def _path(history: Any, *, nullable: bool) -> str | None:
    kept = {column.name for column in history._meta.concrete_fields}
    paths: list[tuple[Any, str]] = [(history.pgh_tracked_model, "")]
    seen: set[Any] = {User}
    for current, path in paths:
        if current is Provider:
            return path or "pgh_obj"
        seen.add(current)
        for key in current._meta.concrete_fields:
            leads = isinstance(key, ForeignKey) and (nullable or not key.null)
            if leads and key.related_model not in seen:
                # A key that the history does not track is read from the current row.
                first = key.name if key.name in kept else f"pgh_obj__{key.name}"
                paths.append((key.related_model, f"{path}__{key.name}" if path else first))
    return None


def sources(search: Search) -> "Iterator[tuple[str, QuerySet[Any] | None]]":
    """Yield the time column and the matching rows of each source; its index is its rank in a cursor."""
    yield "at", _acts(search)
    actors = _ids_named(search.actor) if search.actor else None
    learners = _ids_named(search.learner) if search.learner else None
    for model in histories():
        yield "pgh_created_at", _events(search, model, actors, learners)


def _acts(search: Search) -> "QuerySet[AuditEntry]":
    rows = AuditEntry.objects.filter(_between(search, "at"))
    if search.providers is not None:
        rows = rows.filter(provider__in=search.providers)
    if search.action:
        rows = rows.filter(action__icontains=search.action)
    if search.actor:
        rows = rows.filter(_named("actor__", search.actor))
    if search.learner:
        rows = rows.filter(_named("learner__", search.learner))
    if search.text:
        wanted = Q(written__icontains=search.text) | Q(action__icontains=code_of(search.text))
        for path in ("subject_label", "reason", "actor__full_name", "learner__full_name"):
            wanted |= Q(**{f"{path}__icontains": search.text})
        rows = rows.annotate(written=Cast("details", TextField())).filter(wanted)
    return rows


def _events(
    search: Search, model: Any, actors: list[int] | None, learners: list[int] | None
) -> "QuerySet[Any] | None":
    """Return the matching rows of one history table; None when it cannot have any."""
    labels = [label for label in VERBS if search.action.lower() in action_of(model, label)]
    rows = model.objects.filter(_between(search, "pgh_created_at"), pgh_label__in=labels)
    if search.providers is not None:
        path = provider_path(model)
        if path is None:
            return None
        rows = rows.filter(**{f"{path}__in": search.providers})
    if learners is not None:
        if not any(key.name == "learner" for key in model._meta.concrete_fields):
            return None
        rows = rows.filter(learner__in=learners)
    if actors is not None:
        rows = rows.filter(pgh_context__metadata__user__in=actors)
    return _saying(rows, model, search.text) if search.text else rows


def _saying(rows: "QuerySet[Any]", model: type[Any], text: str) -> "QuerySet[Any]":
    """Keep rows with `text` in any column, and those of which a line says it."""
    wanted = Q(pgh_label__in=[each for each in VERBS if code_of(text) in action_of(model, each)])
    for column in model._meta.concrete_fields:
        if column.name.startswith("pgh_"):
            continue
        if isinstance(column, CharField | TextField):
            wanted |= Q(**{f"{column.name}__icontains": text})
        elif isinstance(column, JSONField):
            rows = rows.annotate(**{f"said_{column.name}": Cast(column.name, TextField())})
            wanted |= Q(**{f"said_{column.name}__icontains": text})
    return rows.filter(wanted)


def _between(search: Search, at: str) -> Q:
    wanted = Q()
    if search.since:
        wanted &= Q(**{f"{at}__gte": search.since})
    if search.until:
        wanted &= Q(**{f"{at}__lt": search.until})
    return wanted


def _named(path: str, text: str) -> Q:
    address = sought_address(text)
    return Q(**{f"{path}full_name__icontains": text}) | Q(**{f"{path}email__contains": address})


def _ids_named(text: str) -> list[int]:
    return list(User.objects.filter(_named("", text)).values_list("pk", flat=True)[:500])


def action_of(model: type[Any], label: str) -> str:
    """Return the code of a kind of change, such as `course-changed`; it stays, however its table is named now."""
    return code_of(f"{model.pgh_tracked_model._meta.verbose_name} {VERBS[label]}")


def words_of(action: str) -> str:
    """Return an action as a line shows it: “Course changed”."""
    words = action.replace("-", " ").capitalize()
    for recorded, shown in _SPELLED.items():
        words = words.replace(recorded, shown)
    return words


def code_of(words: str) -> str:
    """Return the code, or the part of one, that `words_of` would show as these words."""
    code = words.lower().replace(" ", "-")
    for recorded, shown in _SPELLED.items():
        code = code.replace(shown, recorded)
    return code
