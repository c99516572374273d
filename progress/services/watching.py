"""Recording what was watched: one SQL statement, limited by the clock (docs/how-it-works/progress.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple, Self

from django.db import connection

from progress.fields import Segments, from_text, to_text
from progress.models import Watch
from progress.segments import count, normalise
from progress.tokens import PageToken

SPEED = 2
"""The highest speed at which seconds may be claimed: the player's double speed."""
ALLOWANCE = 60
"""Extra seconds, once for a page and once for a record: clocks differ, and a page opens a moment before its token."""

_ZONE = """
    SELECT p.time_zone FROM progress_enrolment AS e
    JOIN courses_course AS c ON c.id = e.course_id JOIN courses_series AS s ON s.id = c.series_id
    JOIN providers_provider AS p ON p.id = s.provider_id
    WHERE e.id = beat.enrolment_id
"""
# One rule for one beat and for many. The rows are locked in the order of the arrays, so that two writers with
# the same learners wait for each other and never in a circle; neither sorting nor joining may come before that:
# hence LATERAL and OFFSET 0. What is locked is the newest row, and all that is computed is computed from it, once,
# whatever the snapshot of the statement says: nothing that another beat has stored is lost.
# The first array hides in a SELECT, or PostgreSQL would count its elements, find a plan for that many cheaper than
# one for any number, and plan each beat anew, which takes longer than the beat.
# The sums are written out: as SQL functions, seconds_in() among them, they made a beat a tenth dearer.
RECORD = f"""
WITH beat AS (
    UPDATE progress_watch AS w SET
        watched = new.watched,
        pages_open = CASE
            WHEN new.times_open <= 64 THEN new.pages_open ELSE at_most_64_ranges(new.pages_open)
        END,
        position = COALESCE(new.position, w.position),
        gained = new.seconds - new.seconds_before,
        completed_at = COALESCE(w.completed_at, CASE
            WHEN new.seconds >= w.required_seconds AND w.required_seconds <= new.allowed THEN new.now
        END)
    FROM (
        SELECT record.*, played.seconds, clock.times_open, clock.allowed, sent.position, sent.now
        FROM unnest(
            (SELECT %(enrolments)s::bigint[]), %(videos)s::bigint[], %(segments)s::int4multirange[],
            %(opened)s::timestamptz[], %(positions)s::integer[], %(moments)s::timestamptz[]
        ) AS sent (enrolment, video, segments, opened_at, position, now)
        CROSS JOIN LATERAL (
            SELECT id, seconds AS seconds_before, watched + sent.segments AS watched,
                pages_open + tstzmultirange(
                    tstzrange(sent.opened_at, GREATEST(sent.opened_at, sent.now))
                ) AS pages_open
            FROM progress_watch WHERE enrolment_id = sent.enrolment AND video_id = sent.video
            FOR NO KEY UPDATE
        ) AS record
        CROSS JOIN LATERAL (
            SELECT COALESCE(sum(upper(r) - lower(r)), 0)::integer AS seconds
            FROM unnest(record.watched) AS r
        ) AS played
        CROSS JOIN LATERAL (
            SELECT count(*) AS times_open,
                {SPEED} * COALESCE(EXTRACT(epoch FROM sum(upper(r) - lower(r))), 0) + {ALLOWANCE} AS allowed
            FROM unnest(record.pages_open) AS r
        ) AS clock
        OFFSET 0
    ) AS new
    WHERE w.id = new.id AND new.seconds <= GREATEST(new.seconds_before, new.allowed)
        AND EXISTS (
            SELECT FROM progress_enrolment AS e WHERE e.id = w.enrolment_id AND e.closed_at IS NULL
        )
    RETURNING w.enrolment_id, w.watched, w.seconds, w.gained, w.completed_at, new.now
), day AS (
    INSERT INTO progress_watchday (enrolment_id, day, seconds)
    SELECT enrolment_id, (now AT TIME ZONE ({_ZONE}))::date, gained FROM beat WHERE gained > 0
    ORDER BY enrolment_id
    ON CONFLICT (enrolment_id, day) DO UPDATE SET seconds = progress_watchday.seconds + EXCLUDED.seconds
)
SELECT enrolment_id, watched::text, seconds, completed_at IS NOT NULL FROM beat
"""  # noqa: S608 - only the constants above are interpolated
RECORD_UNLOCKED = RECORD.replace("FOR NO KEY UPDATE", "FOR NO KEY UPDATE SKIP LOCKED")


@dataclass(frozen=True)
class Watched:
    """The server's record: normalised half-open pairs, their number of seconds, and whether it is complete."""

    watched: Segments
    seconds: int
    completed: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What one page claims of one learner's record: its seconds, normalised, and the moments that bound them."""

    enrolment: int
    video: int
    segments: Segments
    opened_at: datetime
    position: int | None
    now: datetime

    @classmethod
    def of(cls, token: PageToken, played: Segments, *, position: int | None, now: datetime) -> Self:
        """Return the claim of a learner's page; the position is clipped to the video."""
        at = None if position is None else min(max(position, 0), token.video_seconds)
        return cls(token.enrolment_id or 0, token.video_id, played, token.opened_at, at, now)


class Stored(NamedTuple):
    """The record after a claim, as PostgreSQL returns it: `watched` is the text of a multirange."""

    watched: str
    seconds: int
    completed: bool

    def as_watched(self) -> Watched:
        """Return the same with its seconds as pairs."""
        return Watched(from_text(self.watched), self.seconds, self.completed)


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
    claim = Claim.of(token, played, position=position, now=now)
    stored = store_many([claim]).get(claim.enrolment)
    return stored and stored.as_watched()


def store_many(claims: Sequence[Claim], *, passing_over_locked: bool = False) -> dict[int, Stored]:
    """Run the SQL statement for at most one claim of each record; return those that it took, by enrolment.

    The rows, the days' totals and what is returned are the same as of the claims one at a time. What is
    missing was refused, or passed over because somebody else has locked its record, and changed nothing: one
    record that is being joined or adopted then holds up no other. All or nothing when the database fails.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORD_UNLOCKED if passing_over_locked else RECORD, parameters(claims))
        return {row[0]: Stored(*row[1:]) for row in cursor.fetchall()}


def parameters(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the arrays of `RECORD`, as text, in the order in which the rows are to be locked.

    Text, because psycopg would choose a type by the size of each number, and PostgreSQL plan for each.
    """
    ordered = sorted(claims, key=attrgetter("enrolment"))
    if len({claim.enrolment for claim in ordered}) < len(ordered):
        raise ValueError("An UPDATE takes one row a record: of two claims one would be lost.")
    return {
        "enrolments": _array(claim.enrolment for claim in ordered),
        "videos": _array(claim.video for claim in ordered),
        "segments": _array(f'"{to_text(claim.segments)}"' for claim in ordered),
        "opened": _array(f'"{claim.opened_at}"' for claim in ordered),
        "positions": _array("NULL" if c.position is None else c.position for c in ordered),
        "moments": _array(f'"{claim.now}"' for claim in ordered),
    }


def _array(values: Iterable[int | str]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


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
