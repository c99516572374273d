"""What the good lines of a file add up to, counted by the database."""

from typing import Any

from django.db import connection

from imports.models import Import, ImportRow

_FIGURES = """
SELECT count(DISTINCT line.values->>'email'),
    count(DISTINCT address.user_id),
    count(DISTINCT line.values->>'external_course_id')
FROM imports_importrow line
LEFT JOIN account_emailaddress address ON address.email = line.values->>'email' AND address.verified
WHERE line.source_id = %s AND line.state = %s
"""
_SUMS = """
SELECT values->>'credit_type_code', sum((values->>'credit_quarters')::bigint)::bigint
FROM imports_importrow WHERE source_id = %s AND state = %s GROUP BY 1 ORDER BY 1
"""
_PASSED_OVER = """
SELECT values->>'import', count(*) FROM imports_importrow
WHERE source_id = %s AND state = %s AND values ? 'import' GROUP BY 1
"""


def figures_of(source: Import) -> dict[str, Any]:
    """Return how many people and activities the good lines have, and the sum of each credit type.

    `people` are addresses, `accounts` those of them that an account has proved; `quarters` are by code.
    """
    good: list[Any] = [source.pk, ImportRow.State.GOOD]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, good)
        people, accounts, activities = cursor.fetchone()
        cursor.execute(_SUMS, good)
        quarters = dict(cursor.fetchall())
    return {
        "people": people,
        "accounts": accounts,
        "activities": activities,
        "quarters": quarters,
    }


def passed_over(source: Import) -> dict[str, int]:
    """Return the imports that had some of the records already, by id, with the number of these."""
    with connection.cursor() as cursor:
        cursor.execute(_PASSED_OVER, [source.pk, ImportRow.State.KNOWN])
        return dict(cursor.fetchall())
