"""Keeping the summaries up to date: every minute, the worker recounts the cells in which something changed.

One job processes all marks, so that the counts of progress and of certificates change in one
transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from analytics.services import changes, counting
from analytics.services.changes import PROVIDER, Cell

REPORTS = "reports"

_CREDIT = f"""
WITH {counting.DAYS}, learner AS (
    SELECT day.course_id, day.day, person.profession_id, person.state, certificate.credit_type_code,
        (EXTRACT(epoch FROM certificate.claimed_at - enrolment.acknowledged_at) / 60)::int AS minutes
    FROM day
    {counting.STARTED}
    JOIN accounts_user AS person ON person.id = enrolment.user_id
    JOIN certificates_certificate AS certificate ON certificate.enrolment_id = enrolment.id
        AND certificate.superseded_at IS NULL AND certificate.revoked_at IS NULL
)
INSERT INTO analytics_dailycreditcount
    (course_id, day, level, profession_id, state, credit_type_code, standing, minutes)
SELECT course_id, day, {counting.LEVEL} AS level, profession_id, COALESCE(state, ''), credit_type_code, count(*),
    array_agg(minutes)
FROM learner
GROUP BY GROUPING SETS ((course_id, day, credit_type_code), (course_id, day, credit_type_code, profession_id),
    (course_id, day, credit_type_code, state), (course_id, day, credit_type_code, profession_id, state))
ORDER BY level, course_id, day
"""  # noqa: S608 - our own constants
_EMPTY_ISSUED = """
DELETE FROM analytics_issuedday AS kept
USING unnest(%(keys)s::bigint[], %(days)s::date[]) AS wanted (course_id, day)
WHERE kept.course_id = wanted.course_id AND kept.day = wanted.day
"""
_ISSUED = f"""
WITH {counting.DAYS}
INSERT INTO analytics_issuedday (course_id, day, credit_type_code, issued, standing, revoked, quarters)
SELECT day.course_id, day.day, credit_type_code,
    count(*) FILTER (WHERE supersedes_id IS NULL),
    count(*) FILTER (WHERE superseded_at IS NULL AND revoked_at IS NULL),
    count(*) FILTER (WHERE superseded_at IS NULL AND revoked_at IS NOT NULL),
    COALESCE(sum(credit_quarters) FILTER (WHERE superseded_at IS NULL AND revoked_at IS NULL), 0)
FROM day
CROSS JOIN LATERAL (
    SELECT * FROM certificates_certificate AS found WHERE found.course_id = day.course_id
        AND found.claimed_at >= day.since AND found.claimed_at < day.until
    OFFSET 0
) AS certificate
GROUP BY day.course_id, day.day, credit_type_code
"""  # noqa: S608 - our own constants
_MARK_ISSUED = f"""
INSERT INTO analytics_stalecount (subject, key, at)
SELECT 'issued', cell.course_id, (cell.day + time '12:00') AT TIME ZONE provider.time_zone
FROM (
    SELECT certificate.course_id, (certificate.claimed_at AT TIME ZONE provider.time_zone)::date AS day
    FROM certificates_certificate AS certificate
    JOIN courses_course AS course ON course.id = certificate.course_id
    {PROVIDER}
    UNION
    SELECT course_id, day FROM analytics_issuedday
) AS cell
JOIN courses_course AS course ON course.id = cell.course_id
{PROVIDER}
"""  # noqa: S608 - our own constant


def refresh_summaries(*, now: datetime) -> int:
    """Recount every marked cell and return how many there were. Safe to repeat.

    Afterwards the summaries equal a direct count at `now`: everything committed before is included,
    late changes and deletions too. The first time it counts everything, because rows older than the
    triggers have left no mark.
    """
    if changes.as_of(REPORTS) is None:
        mark_everything_stale()
    cells = 0
    while batch := _refresh_batch():
        cells += len(batch.cohorts) + len(batch.tests) + len(batch.issued)
    changes.note_as_of(REPORTS, now=now)
    return cells


@transaction.atomic
def _refresh_batch() -> changes.Changed:
    changed = changes.take_changes()
    counting.count_cohorts(changed.cohorts)
    counting.count_tests(changed.tests)
    _count_credit(changed.cohorts)
    _count_issued(changed.issued)
    return changed


@transaction.atomic
def mark_everything_stale() -> None:
    """Have every cell counted again: every week, and after changes that leave no mark.

    These are a provider's new time zone, which moves days, and writes with the triggers disabled.
    """
    changes.mark_everything_stale()
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ISSUED)


def _count_credit(cells: Sequence[Cell]) -> None:
    counting.recount(cells, counting.EMPTY.format(table="analytics_dailycreditcount"), _CREDIT)


def _count_issued(cells: Sequence[Cell]) -> None:
    counting.recount(cells, _EMPTY_ISSUED, _ISSUED)
