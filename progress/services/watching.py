"""Recording what was watched: one statement a beat, a union, guarded by the clock (docs/how-it-works/progress.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

from progress.fields import Segments, from_text, to_text
from progress.models import Watch
from progress.segments import count, normalise
from progress.tokens import PageToken

SPEED = 2
"""The fastest that time may be claimed: the player's own double speed."""
ALLOWANCE = 60
"""Seconds on top: clocks differ, and a page opens a moment before its token."""

# PostgreSQL evaluates the update on the newest row, whatever other beats do at the same time: nothing
# is read first, so nothing can be lost. Every expression on the right sees the row as it was.
RECORD = f"""
WITH beat AS (
    UPDATE progress_watch AS w SET
        gained = seconds_in(w.watched + %(segments)s::int4multirange) - w.seconds,
        watched = w.watched + %(segments)s::int4multirange,
        position = COALESCE(%(position)s, w.position),
        completed_at = COALESCE(
            w.completed_at,
            CASE WHEN seconds_in(w.watched + %(segments)s::int4multirange) >= w.required_seconds THEN %(now)s END
        )
    WHERE w.enrolment_id = %(enrolment)s AND w.video_id = %(video)s
        AND seconds_in(w.watched + %(segments)s::int4multirange)
            <= {SPEED} * EXTRACT(epoch FROM %(now)s - w.started_at) + {ALLOWANCE}
        AND EXISTS (
            SELECT FROM progress_enrolment AS e WHERE e.id = w.enrolment_id AND e.closed_at IS NULL
        )
    RETURNING w.enrolment_id, w.watched, w.seconds, w.gained, w.completed_at
), day AS (
    INSERT INTO progress_watchday (enrolment_id, day, seconds)
    SELECT enrolment_id, (%(now)s AT TIME ZONE 'UTC')::date, gained FROM beat WHERE gained > 0
    ON CONFLICT (enrolment_id, day) DO UPDATE SET seconds = progress_watchday.seconds + EXCLUDED.seconds
)
SELECT watched::text, seconds, completed_at IS NOT NULL FROM beat
"""  # noqa: S608 - only the two constants above are formatted in


@dataclass(frozen=True)
class Watched:
    """What the server has: normalised half-open pairs, their number of seconds, and completion."""

    watched: Segments
    seconds: int
    completed: bool


class BeatRefused(Exception):
    """A beat that changed nothing. `code` is `too_fast`, `enrolment_closed` or `unknown_watch`.

    `state` is what the server has; `too_fast` heals as time passes, so the page keeps its claim.
    """

    def __init__(self, code: str, state: Watched | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.state = state


def record_beat(
    *, token: PageToken, segments: Segments, position: int | None, now: datetime
) -> Watched:
    """Add the seconds a page has played to its learner's record, and return the whole record.

    Idempotent, commutative and associative: a beat lost, doubled or late changes nothing in the end.
    Safe from any number of connections at once. Seconds never decrease; completion is set once.
    For a guest nothing is kept, and the answer is their own set. Raises `BeatRefused`.
    """
    played = normalise(segments, length=token.video_seconds)
    if not within_clock(count(played), since=token.opened_at, now=now):
        raise BeatRefused("too_fast", _state_of(token))
    if token.enrolment_id is None:
        return Watched(played, count(played), count(played) >= token.required_seconds)
    stored = store(token=token, played=played, position=position, now=now)
    if stored is None:
        raise _refusal(token)
    return stored


def within_clock(seconds: int, *, since: datetime, now: datetime) -> bool:
    """Say whether so many seconds can have been played since then, at double speed at most."""
    return seconds <= SPEED * (now - since) / timedelta(seconds=1) + ALLOWANCE


def store(
    *, token: PageToken, played: Segments, position: int | None, now: datetime
) -> Watched | None:
    """Run the one statement; None when the record's clock or a closed enrolment forbids it."""
    parameters: dict[str, Any] = {
        "segments": to_text(played),
        "position": None if position is None else min(max(position, 0), token.video_seconds),
        "enrolment": token.enrolment_id,
        "video": token.video_id,
        "now": now,
    }
    with _preparing_cursor() as cursor:
        cursor.execute(RECORD, parameters)
        row = cursor.fetchone()
    return row and Watched(from_text(row[0]), row[1], row[2])


def _preparing_cursor() -> CursorWrapper:
    """Return a cursor that sends parameters apart from the statement, so that PostgreSQL plans it once.

    Django's own writes them into the text: planning every beat anew cost as much as the beat itself.
    """
    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return make(Cursor(connection.connection))  # type: ignore[arg-type] # the stub wraps twice


def _state_of(token: PageToken) -> Watched | None:
    watch = Watch.objects.filter(enrolment=token.enrolment_id, video=token.video_id).first()
    return _as_watched(watch) if watch else None


def _refusal(token: PageToken) -> BeatRefused:
    watch = (
        Watch.objects.select_related("enrolment")
        .filter(enrolment=token.enrolment_id, video=token.video_id)
        .first()
    )
    if watch is None:
        return BeatRefused("unknown_watch")
    code = "enrolment_closed" if watch.enrolment.closed_at else "too_fast"
    return BeatRefused(code, _as_watched(watch))


def _as_watched(watch: Watch) -> Watched:
    return Watched(watch.watched, watch.seconds, watch.completed_at is not None)
