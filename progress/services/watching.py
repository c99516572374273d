"""Recording what was watched: one SQL statement per beat, limited by the clock (docs/how-it-works/progress.md)."""

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
"""The highest speed at which seconds may be claimed: the player's double speed."""
ALLOWANCE = 60
"""Extra seconds, once for a page and once for a record: clocks differ, and a page opens a moment before its token."""

# PostgreSQL applies the update to the newest row, whatever other beats do at the same time: nothing is
# read first, so nothing can be lost. Expressions on the right see the row as it was before the update.
# The sums are written out: as SQL functions, seconds_in() among them, they made a beat a tenth dearer.
_WATCHED = "w.watched + %(segments)s::int4multirange"
_SECONDS = """
    SELECT COALESCE(sum(upper(r) - lower(r)), 0)::integer AS watched
    FROM unnest(w.watched + %(segments)s::int4multirange) AS r
"""
_OPEN = "w.pages_open + %(open)s::tstzmultirange"
_CLOCK = """
    SELECT COALESCE(EXTRACT(epoch FROM sum(upper(r) - lower(r))), 0)
    FROM unnest(w.pages_open + %(open)s::tstzmultirange) AS r
"""
_ALLOWED = f"{SPEED} * ({_CLOCK}) + {ALLOWANCE}"
_ZONE = """
    SELECT p.time_zone FROM progress_enrolment AS e
    JOIN courses_course AS c ON c.id = e.course_id JOIN courses_series AS s ON s.id = c.series_id
    JOIN providers_provider AS p ON p.id = s.provider_id
    WHERE e.id = beat.enrolment_id
"""
RECORD = f"""
WITH beat AS (
    UPDATE progress_watch AS w SET
        watched = {_WATCHED},
        pages_open = CASE
            WHEN (SELECT count(*) FROM unnest({_OPEN})) <= 64 THEN {_OPEN}
            ELSE at_most_64_ranges({_OPEN})
        END,
        position = COALESCE(%(position)s, w.position),
        (gained, completed_at) = (
            SELECT seconds.watched - w.seconds,
                COALESCE(w.completed_at, CASE
                    WHEN seconds.watched >= w.required_seconds
                        AND w.required_seconds <= {_ALLOWED} THEN %(now)s
                END)
            FROM ({_SECONDS}) AS seconds
        )
    WHERE w.enrolment_id = %(enrolment)s AND w.video_id = %(video)s
        AND ({_SECONDS}) <= GREATEST(w.seconds, {_ALLOWED})
        AND EXISTS (
            SELECT FROM progress_enrolment AS e WHERE e.id = w.enrolment_id AND e.closed_at IS NULL
        )
    RETURNING w.enrolment_id, w.watched, w.seconds, w.gained, w.completed_at
), day AS (
    INSERT INTO progress_watchday (enrolment_id, day, seconds)
    SELECT enrolment_id, (%(now)s AT TIME ZONE ({_ZONE}))::date, gained FROM beat WHERE gained > 0
    ON CONFLICT (enrolment_id, day) DO UPDATE SET seconds = progress_watchday.seconds + EXCLUDED.seconds
)
SELECT watched::text, seconds, completed_at IS NOT NULL FROM beat
"""  # noqa: S608 - only the constants above are interpolated


@dataclass(frozen=True)
class Watched:
    """The server's record: normalised half-open pairs, their number of seconds, and whether it is complete."""

    watched: Segments
    seconds: int
    completed: bool


class BeatRefused(Exception):
    """A beat that changed nothing. `code` is `too_fast`, `enrolment_closed` or `unknown_watch`.

    `state` is the server's record; `too_fast` resolves itself in time, so the page keeps its seconds.
    """

    def __init__(self, code: str, state: Watched | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.state = state


def record_beat(
    *, token: PageToken, segments: Segments, position: int | None, now: datetime
) -> Watched:
    """Add the seconds that a page has played to its learner's record, and return the whole record.

    Idempotent, commutative and associative: a lost, repeated or late beat makes no difference in the
    end. Safe under any number of concurrent connections. Seconds never decrease; completion is set once.
    A beat that is refused changes nothing, the record's clock neither; one that claims nothing new is not
    too fast, but completes only what the record's clock allows. For a guest nothing is stored, and their own
    set is returned. Raises `BeatRefused`.
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
    """Say whether that many seconds can have been played since `since`, at most at double speed."""
    return seconds <= SPEED * (now - since) / timedelta(seconds=1) + ALLOWANCE


def store(
    *, token: PageToken, played: Segments, position: int | None, now: datetime
) -> Watched | None:
    """Run the SQL statement; None if the clock or a closed enrolment forbids it, or there is no record."""
    parameters: dict[str, Any] = {
        "segments": to_text(played),
        "open": to_text([(token.opened_at, max(token.opened_at, now))]),
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
    """Return a cursor that binds parameters on the server, so that PostgreSQL plans the statement once.

    Django's own puts them into the SQL text: planning each beat again cost as much as the beat itself.
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
