"""Which cells of the summaries must be counted again (docs/decisions/0027)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from analytics.models import StaleCount, Summary

Cell = tuple[int, date]
"""A course and a day, or a test and the first day of a month; days are in the provider's time zone."""

BATCH = 4000
"""Marks processed in one transaction."""

# Joins a `course` to its `provider`, whose time zone defines the days.
PROVIDER = """JOIN courses_series AS series ON series.id = course.series_id
    JOIN providers_provider AS provider ON provider.id = series.provider_id"""
# One count at a time: two of the same cell would both insert it.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reports'))"
_TAKE = f"""
WITH taken AS (
    DELETE FROM analytics_stalecount
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM analytics_stalecount LIMIT %s))
    RETURNING subject, key, at
), placed AS (
    SELECT taken.subject, taken.key, taken.at AT TIME ZONE provider.time_zone AS local
    FROM taken
    LEFT JOIN courses_assessment AS test ON taken.subject = 'test' AND test.id = taken.key
    JOIN courses_course AS course ON course.id = CASE taken.subject WHEN 'test' THEN test.course_id ELSE taken.key END
    {PROVIDER}
)
SELECT DISTINCT subject, key, CASE subject WHEN 'test' THEN date_trunc('month', local)::date ELSE local::date END
FROM placed
"""  # noqa: S608 - our own constant
# Existing cells as well as expected ones, so that one that lost its last learner is emptied too.
_MARK_ALL = f"""
INSERT INTO analytics_stalecount (subject, key, at)
SELECT 'cohort', cell.course_id, (cell.day + time '12:00') AT TIME ZONE provider.time_zone
FROM (
    SELECT enrolment.course_id, (enrolment.acknowledged_at AT TIME ZONE provider.time_zone)::date AS day
    FROM progress_enrolment AS enrolment
    JOIN courses_course AS course ON course.id = enrolment.course_id
    {PROVIDER}
    UNION
    SELECT course_id, day FROM analytics_dailyenrolmentcount WHERE level = 0
) AS cell
JOIN courses_course AS course ON course.id = cell.course_id
{PROVIDER}
UNION ALL
SELECT 'test', cell.test_id, (cell.month + time '12:00') AT TIME ZONE provider.time_zone
FROM (
    SELECT attempt.assessment_id AS test_id,
        date_trunc('month', attempt.submitted_at AT TIME ZONE provider.time_zone)::date AS month
    FROM progress_attempt AS attempt
    JOIN courses_assessment AS test ON test.id = attempt.assessment_id
    JOIN courses_course AS course ON course.id = test.course_id
    {PROVIDER}
    WHERE attempt.number = 1 AND attempt.submitted_at IS NOT NULL
    UNION
    SELECT question.assessment_id, kept.month
    FROM analytics_questionmonth AS kept JOIN courses_question AS question ON question.id = kept.question_id
) AS cell
JOIN courses_assessment AS test ON test.id = cell.test_id
JOIN courses_course AS course ON course.id = test.course_id
{PROVIDER}
"""  # noqa: S608 - our own constant


@dataclass(frozen=True)
class Changed:
    """The marked cells, each once, however often something in it changed."""

    cohorts: list[Cell]
    tests: list[Cell]
    issued: list[Cell]

    def __bool__(self) -> bool:
        return bool(self.cohorts or self.tests or self.issued)


def take_changes() -> Changed:
    """Delete a batch of marks and return their cells; call it first in the transaction that counts.

    What changes while that transaction runs leaves a mark for the next one. Waits for any other count
    to finish. The result is false when there were no marks.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_TAKE, [BATCH])
        rows = cursor.fetchall()
    return Changed(
        *(
            sorted((key, day) for subject, key, day in rows if subject == wanted)
            for wanted in (
                StaleCount.Subject.COHORT,
                StaleCount.Subject.TEST,
                StaleCount.Subject.ISSUED,
            )
        )
    )


def mark_everything_stale() -> None:
    """Mark every cohort and every test, so that the next count corrects any change without a mark."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ALL)


def columns(cells: Iterable[Cell]) -> dict[str, list[int] | list[date]]:
    """Return cells as the two query parameters `keys` and `days`."""
    rows = list(cells)
    return {"keys": [key for key, _ in rows], "days": [day for _, day in rows]}


def note_as_of(name: str, *, now: datetime) -> None:
    """Store the time up to which a summary is complete."""
    Summary.objects.update_or_create(name=name, defaults={"as_of": now})


def as_of(name: str) -> datetime | None:
    """Return the time up to which a summary is complete; None before the first count."""
    return Summary.objects.filter(name=name).values_list("as_of", flat=True).first()
