"""Where learners stop watching: how much of each ten seconds of a video was watched, by all learners together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from analytics.models import Coverage
from courses.models import Video

BUCKET = 10
"""Seconds in a piece of the curve."""

# Each watched range adds a viewer at its start and removes one at its end; a running sum then gives the
# viewers of every second. So the cost grows with the ranges, not with seconds times learners.
_COUNT = f"""
WITH edge AS (
    SELECT lower(piece) AS second, 1 AS viewers FROM progress_watch, unnest(watched) AS piece WHERE video_id = %(video)s
    UNION ALL
    SELECT upper(piece), -1 FROM progress_watch, unnest(watched) AS piece WHERE video_id = %(video)s
), step AS (
    SELECT second, sum(viewers) AS change FROM edge GROUP BY second
), running AS (
    SELECT second, sum(change) OVER (ORDER BY second) AS viewers,
        lead(second, 1, %(seconds)s) OVER (ORDER BY second) AS until
    FROM step
), bucket AS (
    SELECT number, COALESCE(sum(viewers * (LEAST(until, since + {BUCKET}) - GREATEST(second, since))), 0) AS watched
    FROM generate_series(0, (%(seconds)s - 1) / {BUCKET}) AS number
    CROSS JOIN LATERAL (SELECT number * {BUCKET} AS since) AS bounds
    LEFT JOIN running ON second < since + {BUCKET} AND until > since
    GROUP BY number
)
INSERT INTO analytics_coverage (video_id, learners, completed, learner_seconds, counted_at)
SELECT %(video)s, count(*) FILTER (WHERE seconds > 0), count(completed_at),
    (SELECT array_agg(watched ORDER BY number) FROM bucket), %(now)s
FROM progress_watch WHERE video_id = %(video)s
ON CONFLICT (video_id) DO UPDATE SET learners = EXCLUDED.learners, completed = EXCLUDED.completed,
    learner_seconds = EXCLUDED.learner_seconds, counted_at = EXCLUDED.counted_at
"""  # noqa: S608 - our own constant


@dataclass(frozen=True)
class Loss:
    """Where many stop: from second `start` to `end` the share falls by `points` percentage points."""

    start: int
    end: int
    points: float


def count_coverage(*, now: datetime) -> int:
    """Recount every released video; return how many. Safe to repeat.

    Deletions need no mark, because each video is counted from scratch.
    """
    videos = Video.objects.filter(released_at__isnull=False).values_list("pk", "seconds")
    for video_id, seconds in videos:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"video": video_id, "seconds": seconds, "now": now})
    return len(videos)


def shares(coverage: Coverage, *, seconds: int) -> list[float]:
    """Return, for each ten seconds, the share (0 to 1) of learners who watched them.

    Each is the mean of the shares of its seconds; the last piece may be shorter.
    """
    if not coverage.learners:
        return []
    return [
        watched / (coverage.learners * min(BUCKET, seconds - number * BUCKET))
        for number, watched in enumerate(coverage.learner_seconds)
    ]


def steepest_losses(curve: Sequence[float], *, window: int = 6, most: int = 3) -> list[Loss]:
    """Return the stretches of `window` pieces over which most learners were lost, steepest first.

    They do not overlap; a loss of less than two percentage points is left out.
    """
    drops = sorted(
        ((curve[start] - curve[start + window], start) for start in range(len(curve) - window)),
        reverse=True,
    )
    found: list[Loss] = []
    for drop, start in drops:
        near = any(abs(start * BUCKET - loss.start) < window * BUCKET for loss in found)
        if drop >= 0.02 and not near and len(found) < most:
            found.append(Loss(start * BUCKET, (start + window) * BUCKET, 100 * drop))
    return found
