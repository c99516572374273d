"""The way of a file: read, mapped, looked through, taken, undone; or thrown away.

Each step is one transaction: after a crash it was not taken at all, and is taken again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app as jobs

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from imports.kinds import Kind, Target, kind_of
from imports.models import Import, ImportRow
from imports.services.checking import check, rows_of
from imports.services.forgetting import forget, throw_away
from imports.services.mapping import guess, must_be_asked, read_formats, recognize_first, remember
from imports.services.progress import alone, tell
from imports.services.reading import BATCH, read
from imports.services.sealing import sealed_file
from imports.services.sizes import is_small

RUN_TASK = "imports.run"
KEPT = timedelta(days=30)
"""How long the lines of a file are kept, since they name people; so long it can be undone."""

State = Import.State


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was chosen, with the kind's own settings."""

    name: str
    data: bytes
    settings: dict[str, Any]


@transaction.atomic
def upload(*, kind: Kind, target: str, place: Target, actor: User, file: Upload) -> Import:
    """Store a file. Raises `Refused`: empty, too_large. Call `go_on` with it afterwards."""
    if not file.data.strip():
        raise Refused("empty", "The file is empty. Export it again, then choose the new file.")
    if len(file.data) > kind.most_bytes:
        most = kind.most_bytes // (1024 * 1024)
        raise Refused("too_large", f"The file is larger than {most} MB. Split it.")
    made = Import.objects.create(
        provider=place.provider,
        kind=kind.key,
        target=target,
        settings=file.settings,
        uploaded_by=actor,
        file_name=file.name[-200:],
        sha256=hashlib.sha256(file.data).hexdigest(),
        content=sealed_file(file.data, kind),
    )
    record(actor, f"{kind.key}-uploaded", made, provider=place.provider)
    return made


def go_on(source: Import, now: datetime) -> None:
    """Do what the state asks for: at once for a small file, else by the worker."""
    if is_small(source):
        run(source_id=source.pk, now=now)
    else:
        jobs.configure_task(RUN_TASK).defer(source_id=str(source.pk))


def run(*, source_id: UUID | str, now: datetime) -> None:
    """Take every step that the state of a file asks for. Safe to run again, and twice at once.

    What goes wrong by a fault of ours is shown on the file's page, where it can be tried again.
    """
    try:
        while _step(source_id, now) in _STEPS:
            pass
    except Exception:
        _break_off(source_id)
        raise


def resume(*, now: datetime) -> int:
    """Go on with every file that should be worked on and is not; return how many there were."""
    waiting = list(Import.objects.filter(state__in=_STEPS).values_list("pk", flat=True))
    for source_id in waiting:
        run(source_id=source_id, now=now)
    return len(waiting)


def _step(source_id: UUID | str, now: datetime) -> str:
    """Take one step, and return the state after it; "" if another process is at work on the file."""
    with transaction.atomic():
        if not alone(source_id):
            return ""
        source = Import.objects.defer("content").get(pk=source_id)
        if step := _STEPS.get(source.state):
            step(source, now)
            source.save()
    return str(source.state) if step else ""


def _read(source: Import, now: datetime) -> None:
    try:
        with transaction.atomic():
            read(source)
    except Refused as refused:
        source.state, source.error, source.content = State.UNREADABLE, refused.message, b""
        return
    is_told = guess(source)
    source.done_rows = 0
    source.state = State.CHECKING if is_told and not must_be_asked(source) else State.MAPPING


def _check(source: Import, now: datetime) -> None:
    source.counts = check(source, now)
    source.done_rows, source.state = source.rows, State.READY


def _take(source: Import, now: datetime) -> None:
    """Take the good lines, unless what is good has changed since staff saw it: then it is shown anew."""
    shown = source.counts
    source.counts, source.error = check(source, now), ""
    if source.counts != shown:
        source.state = State.READY
        source.error = (
            "Nothing was imported: something here has changed since the file was checked. These"
            " are the new figures."
        )
        return
    try:
        with transaction.atomic():
            done = _take_good(source, now)
    except Refused as refused:
        source.state, source.error = State.READY, refused.message
        return
    source.state, source.finished_at, source.done_rows = State.DONE, now, done


def _take_good(source: Import, now: datetime) -> int:
    kind, done = kind_of(source.kind), 0
    for some in batched(rows_of(source, state=ImportRow.State.GOOD), BATCH):
        rows = list(some)
        kind.take(source, rows)
        ImportRow.objects.bulk_update([row for row in rows if row.made_id], ["made_id"])
        done += len(rows)
        tell(source, done)
    source.summary = source.summary | kind.taken(source, now)
    by = User.objects.get(pk=source.summary["taken_by"])
    record(by, f"{source.kind}-imported", source, provider=source.provider_id)
    return done


def _undo(source: Import, now: datetime) -> None:
    by = User.objects.get(pk=source.summary["undone_by"])
    try:
        with transaction.atomic():
            kind_of(source.kind).undo(source, by, now)
    except Refused as refused:
        source.state, source.error = State.DONE, refused.message
        return
    source.state, source.undone_at, source.error = State.UNDONE, now, ""
    record(by, f"{source.kind}-undone", source, provider=source.provider_id)


_STEPS: dict[str, Callable[[Import, datetime], None]] = {
    State.READING: _read,
    State.CHECKING: _check,
    State.TAKING: _take,
    State.UNDOING: _undo,
}


@transaction.atomic
def set_columns(*, source: Import, chosen: dict[str, Any]) -> None:
    """Save what staff said about columns, words, dates and numbers, and remember it for the provider.

    `chosen`: columns, choices, order, mark. The lines are looked through anew if nothing is missing.
    Raises `Refused("not_open")` once the file is taken or thrown away.
    """
    locked = _locked(source, State.MAPPING, State.READY)
    before = locked.columns
    for name, value in chosen.items():
        setattr(locked, name, value)
    moved = [key for key, place in locked.columns.items() if before.get(key) != place]
    recognize_first(locked, moved)
    read_formats(locked)
    remember(locked)
    locked.state = State.MAPPING if must_be_asked(locked) else State.CHECKING
    locked.save()


@transaction.atomic
def begin_taking(*, source: Import, actor: User) -> None:
    """Mark a file as being taken. Of two calls, the later raises `Refused("not_ready")`."""
    locked = _locked(source, State.READY)
    if not may_be_taken(locked):
        raise Refused("nothing_good", "There is nothing to import in this file.")
    locked.state, locked.done_rows, locked.error = State.TAKING, 0, ""
    locked.summary = locked.summary | {"taken_by": actor.pk}
    locked.save()


def may_be_taken(source: Import) -> bool:
    """Return whether a file that was looked through has anything to take."""
    good = source.counts.get(ImportRow.State.GOOD)
    return source.state == State.READY and bool(good or kind_of(source.kind).has_more(source))


@transaction.atomic
def begin_undoing(*, source: Import, actor: User, now: datetime) -> None:
    """Mark a file as being undone. Raises `Refused`: not_ready, too_late (its lines are gone)."""
    locked = _locked(source, State.DONE)
    if not may_be_undone(locked, now):
        raise Refused(
            "too_late",
            f"It was imported more than {KEPT.days} days ago and can no longer be undone.",
        )
    locked.state, locked.error = State.UNDOING, ""
    locked.summary = locked.summary | {"undone_by": actor.pk}
    locked.save()


def may_be_undone(source: Import, now: datetime) -> bool:
    """Return whether its lines are still kept, so that what was made of them is known."""
    kept = not source.rows or source.lines.exists()
    return source.state == State.DONE and source.uploaded_at > now - KEPT and kept


@transaction.atomic
def begin_again(*, source: Import) -> None:
    """Go back to the step that an error of ours has broken off. Raises `Refused("not_ready")`."""
    locked = _locked(source, State.FAILED)
    locked.state, locked.failed_state = locked.failed_state, ""
    locked.save()


@transaction.atomic
def discard(*, source: Import, actor: User) -> None:
    """Throw a file away of which nothing was taken. Idempotent. Raises `Refused("not_ready")` for others."""
    locked = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if locked.may_be_discarded:
        throw_away(locked)
        record(actor, f"{source.kind}-discarded", source, provider=source.provider_id)
    elif locked.state != State.DISCARDED:
        raise _not_ready()


def purge(*, now: datetime) -> int:
    """Delete what files uploaded more than 30 days ago say of people; return how many still said any.

    What was taken stays, and so does the number of lines.
    """
    old = Import.objects.filter(uploaded_at__lt=now - KEPT).exclude(
        state__in=[State.DISCARDED, State.TAKING, State.UNDOING]
    )
    has_lines = Q(pk__in=ImportRow.objects.values("source"))
    left = old.filter(has_lines | ~Q(content=b"") | ~Q(header=[]) | ~Q(error=""))
    purged = 0
    for source_id in list(left.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = old.select_for_update(of=("self",)).defer("content").filter(pk=source_id)
            if alone(source_id) and (each := locked.first()):
                forget(each)
                purged += 1
    return purged


def _locked(source: Import, *states: str) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if locked.state not in states:
        raise _not_ready()
    return locked


def _not_ready() -> Refused:
    words = "This was already done, or the file is being worked on. Reload the page."
    return Refused("not_ready", words)


def _break_off(source_id: UUID | str) -> None:
    with transaction.atomic():
        source = Import.objects.select_for_update(of=("self",)).filter(pk=source_id).first()
        if source and source.state in _STEPS:
            source.failed_state, source.state = source.state, State.FAILED
            source.save(update_fields=["failed_state", "state"])
