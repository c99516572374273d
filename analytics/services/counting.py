"""Recounting marked cells: their rows are deleted, and then inserted again from the records."""

from collections.abc import Sequence

from django.db import connection

from analytics.services.changes import PROVIDER, Cell, columns

# The days of a course, with their start and end in its provider's time zone.
DAYS = f"""
day AS (
    SELECT wanted.course_id, wanted.day,
        wanted.day::timestamp AT TIME ZONE provider.time_zone AS since,
        (wanted.day + 1)::timestamp AT TIME ZONE provider.time_zone AS until
    FROM unnest(%(keys)s::bigint[], %(days)s::date[]) AS wanted (course_id, day)
    JOIN courses_course AS course ON course.id = wanted.course_id
    {PROVIDER}
)"""  # noqa: S608 - our own constant
# One index lookup per day, whatever number of days the planner expects: OFFSET keeps it from
# comparing every learner of a course with every day of it.
STARTED = """
    CROSS JOIN LATERAL (
        SELECT * FROM progress_enrolment AS found WHERE found.course_id = day.course_id
            AND found.acknowledged_at >= day.since AND found.acknowledged_at < day.until
        OFFSET 0
    ) AS enrolment"""
LEVEL = "CASE GROUPING(profession_id, state) WHEN 3 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 3 END"
EMPTY = """
DELETE FROM {table} USING unnest(%(keys)s::bigint[], %(days)s::date[]) AS wanted (course_id, day)
WHERE {table}.course_id = wanted.course_id AND {table}.day = wanted.day
"""
# Sorted as pages read them, so that the few rows of the coarsest level are not spread over the whole table.
_COHORTS = f"""
WITH {DAYS}, learner AS (
    SELECT day.course_id, day.day, person.profession_id, person.state, enrolment.first_viewed_at,
        watch.completed_at, enrolment.test_passed_at, enrolment.evaluated_at
    FROM day
    {STARTED}
    JOIN accounts_user AS person ON person.id = enrolment.user_id
    LEFT JOIN progress_watch AS watch ON watch.enrolment_id = enrolment.id
)
INSERT INTO analytics_dailyenrolmentcount
    (course_id, day, level, profession_id, state, started, played, watched, passed, evaluated)
SELECT course_id, day, {LEVEL} AS level, profession_id, COALESCE(state, ''), count(*), count(first_viewed_at),
    count(completed_at), count(test_passed_at), count(evaluated_at)
FROM learner
GROUP BY GROUPING SETS ((course_id, day), (course_id, day, profession_id), (course_id, day, state),
    (course_id, day, profession_id, state))
ORDER BY level, course_id, day
"""  # noqa: S608 - our own constants
_EMPTY_TESTS = """
WITH wanted AS (SELECT * FROM unnest(%(keys)s::bigint[], %(days)s::date[]) AS wanted (test_id, month)),
choices AS (
    DELETE FROM analytics_choicemonth AS kept USING wanted, courses_question AS question, courses_choice AS choice
    WHERE question.assessment_id = wanted.test_id AND choice.question_id = question.id
        AND kept.choice_id = choice.id AND kept.month = wanted.month
)
DELETE FROM analytics_questionmonth AS kept USING wanted, courses_question AS question
WHERE question.assessment_id = wanted.test_id AND kept.question_id = question.id AND kept.month = wanted.month
"""
# A question counts for those who were asked it: a submitted attempt has an answer to every question drawn.
_TESTS = f"""
WITH month AS (
    SELECT wanted.test_id, wanted.month,
        wanted.month::timestamp AT TIME ZONE provider.time_zone AS since,
        (wanted.month + interval '1 month') AT TIME ZONE provider.time_zone AS until
    FROM unnest(%(keys)s::bigint[], %(days)s::date[]) AS wanted (test_id, month)
    JOIN courses_assessment AS test ON test.id = wanted.test_id
    JOIN courses_course AS course ON course.id = test.course_id
    {PROVIDER}
), given AS (
    SELECT month.month, answer.question_id, answer.choice_id, choice.is_correct::int AS "right",
        sum(choice.is_correct::int) OVER (PARTITION BY attempt.id) - choice.is_correct::int AS rest
    FROM month
    CROSS JOIN LATERAL (
        SELECT found.id FROM progress_attempt AS found WHERE found.assessment_id = month.test_id
            AND found.number = 1 AND found.submitted_at >= month.since AND found.submitted_at < month.until
        OFFSET 0
    ) AS attempt
    JOIN progress_answer AS answer ON answer.attempt_id = attempt.id
    JOIN courses_choice AS choice ON choice.id = answer.choice_id
), choices AS (
    INSERT INTO analytics_choicemonth (choice_id, month, taken)
    SELECT choice_id, month, count(*) FROM given GROUP BY choice_id, month
)
INSERT INTO analytics_questionmonth (question_id, month, asked, "right", rest, rest_squared, rest_when_right)
SELECT question_id, month, count(*), sum("right"), sum(rest), sum(rest * rest), sum(rest * "right")
FROM given GROUP BY question_id, month
"""  # noqa: S608 - our own constant


def count_cohorts(cells: Sequence[Cell]) -> None:
    """Count how far learners got, for each course and day of starting. Safe to repeat."""
    recount(cells, EMPTY.format(table="analytics_dailyenrolmentcount"), _COHORTS)


def count_tests(cells: Sequence[Cell]) -> None:
    """Count first attempts at each test in each month, by question and choice. Safe to repeat."""
    recount(cells, _EMPTY_TESTS, _TESTS)


def recount(cells: Sequence[Cell], *statements: str) -> None:
    """Run the statements for `cells`, in the caller's transaction; without cells, run none."""
    if not cells:
        return
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, columns(cells))
