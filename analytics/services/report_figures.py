"""Figures on certificates: how many hold a valid one, how long it took, what was issued."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from analytics.models import DailyCreditCount, IssuedDay
from analytics.services.cohorts import ReportFilter
from certificates.models import Certificate
from courses.models import Course

# Half a million durations have only a few thousand distinct values: counting those is faster than sorting all.
_MEDIAN = """
WITH length AS (
    SELECT minute, count(*) AS times FROM ({cells}) AS cell, unnest(cell.minutes) AS minute GROUP BY minute
), running AS (
    SELECT minute, sum(times) OVER (ORDER BY minute) AS so_far, sum(times) OVER () AS everyone FROM length
)
SELECT min(minute) FROM running WHERE so_far >= everyone / 2
"""


@dataclass(frozen=True)
class Issued:
    """Certificates of one credit type that were claimed in a period."""

    code: str
    issued: int
    standing: int
    revoked: int
    quarters: int


def standing(selection: ReportFilter, *, credit_type: str = "") -> int:
    """Return how many of the selected learners hold a valid certificate (of that type)."""
    rows = _of_type(selection.cells(DailyCreditCount.objects.all()), credit_type)
    return int(rows.aggregate(n=Sum("standing", default=0))["n"])


def standing_by(selection: ReportFilter, column: str, *, credit_type: str = "") -> dict[Any, int]:
    """Return `standing` for each `course`, `day`, `profession`, `state` or `credit_type_code`."""
    by = [column] if column in {"profession", "state"} else []
    rows = _of_type(selection.cells(DailyCreditCount.objects.all(), *by), credit_type)
    return dict(rows.values_list(column).annotate(n=Sum("standing")))


def median_minutes(selection: ReportFilter, *, credit_type: str = "") -> int | None:
    """Return the median minutes from start to claim of the selected learners with a certificate, or None."""
    if not selection.courses:  # Django cannot compile a query with an empty IN
        return None
    cells = _of_type(selection.cells(DailyCreditCount.objects.all()), credit_type)
    text, parameters = cells.values("minutes").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN.format(cells=text), parameters)
        found = cursor.fetchone()
    return found[0] if found else None


def issued_by_type(selection: ReportFilter) -> list[Issued]:
    """Return what was claimed on the selected days in the selected courses, also by deleted accounts.

    Profession and state are ignored here: a certificate whose account was deleted has neither.
    """
    rows = selection.days(IssuedDay.objects.order_by()).values_list("credit_type_code")
    columns = ("issued", "standing", "revoked", "quarters")
    sums = rows.annotate(**{f"{column}_sum": Sum(column) for column in columns})
    return sorted((Issued(*row) for row in sums), key=lambda each: -each.issued)


def issued_by_day(selection: ReportFilter, *, credit_type: str = "") -> dict[date, int]:
    """Return how many certificates were claimed on each day."""
    rows = _of_type(selection.days(IssuedDay.objects.order_by()), credit_type)
    return dict(rows.values_list("day").annotate(n=Sum("issued")))


def learners_gone(
    course: Course, *, since: date | None = None, until: date | None = None
) -> dict[str, int]:
    """Return how many valid certificates belong to deleted accounts, by PARS category.

    Closing totals count enrolments, which are deleted with the account; staff may add these when reporting.
    """
    rows = Certificate.objects.live().filter(course=course, enrolment__isnull=True).order_by()
    if since:
        rows = rows.filter(completed_on__gte=since)
    if until:
        rows = rows.filter(completed_on__lte=until)
    return dict(rows.values_list("pars_category").annotate(n=Count("pk")))


def _of_type(rows: Any, credit_type: str) -> Any:
    return rows.filter(credit_type_code=credit_type) if credit_type else rows
