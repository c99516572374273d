"""Shuffling evaluations, so that a row's position does not reveal when, and so by whom, it was sent."""

from django.db import connection, transaction


@transaction.atomic
def reorder_responses() -> int:
    """Rewrite all responses in the order of their random keys; return how many there are.

    PostgreSQL appends rows as they arrive, and a dump keeps that order: together with the enrolments'
    `evaluated_at`, one backup would reveal who sent which. Afterwards all rows share one transaction
    id, so that reveals nothing either. Safe to repeat; rows sent meanwhile are left for the next run.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (DELETE FROM progress_evaluationresponse RETURNING *)
            INSERT INTO progress_evaluationresponse SELECT * FROM taken ORDER BY key
            """
        )
        return int(cursor.rowcount)
