"""How PostgreSQL answers what the report pages ask: the plans that docs/run/operations.md quotes."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Assessment, Course


def plans(course_id: int) -> Iterator[tuple[str, str]]:
    """Yield a name and the EXPLAIN ANALYZE of each kind of question on everything there is."""
    for name, ask in _questions(course_id).items():
        with CaptureQueriesContext(connection) as asked:
            ask()
        for number, query in enumerate(asked.captured_queries, start=1):
            if not query["sql"].lstrip().startswith(("SELECT", "WITH")):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF) {query['sql']}")
                lines = [row[0] for row in cursor.fetchall()]
            yield f"{name} ({number})", "\n".join(lines)


def _questions(course_id: int) -> dict[str, Callable[[], Any]]:
    from analytics.services import cohorts, items, totals
    from analytics.services import report_figures as credit

    everything = cohorts.ReportFilter(tuple(Course.objects.values_list("pk", flat=True)))
    course = Course.objects.select_related("series__provider").get(pk=course_id)
    assessment = Assessment.objects.get(course=course)
    return {
        "funnel": lambda: cohorts.totals(everything),
        "by profession": lambda: cohorts.stages_by(everything, "profession"),
        "by state": lambda: cohorts.stages_by(everything, "state"),
        "by day": lambda: cohorts.stages_by(everything, "day"),
        "by state and profession": lambda: cohorts.started_by_both(everything),
        "median": lambda: credit.median_minutes(everything),
        "items": lambda: items.item_figures(assessment),
        "closing totals": lambda: totals.closing_totals(course),
    }
