"""How far learners got, from the summaries: by day, by profession, by state, by course."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from analytics.models import DailyEnrolmentCount, Level, PageView
from analytics.models.evaluation import SMALLEST_GROUP

STAGES = ["started", "played", "watched", "passed", "evaluated"]


@dataclass(frozen=True)
class ReportFilter:
    """Whom a report covers: learners who started one of `courses` (ids) from `since` to `until`, inclusive."""

    courses: tuple[int, ...]
    since: date | None = None
    until: date | None = None
    profession_id: int | None = None
    state: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it may select so few that one could be identified: by profession and state at once."""
        return self.profession_id is not None and bool(self.state)

    def level(self, *extra: str) -> Level:
        """Return the coarsest level that distinguishes what is selected and what `extra` names."""
        profession = self.profession_id is not None or "profession" in extra
        state = bool(self.state) or "state" in extra
        return Level(profession * Level.PROFESSION + state * Level.STATE)

    def days(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep the rows of the selected courses and days."""
        rows = rows.filter(course__in=self.courses)
        if self.since:
            rows = rows.filter(day__gte=self.since)
        return rows.filter(day__lte=self.until) if self.until else rows

    def cells(self, rows: "QuerySet[Any]", *by: str) -> "QuerySet[Any]":
        """Keep the cells to add up: each selected learner is in exactly one of them."""
        level = self.level(*by)
        rows = self.days(rows.filter(level=level)).order_by()
        # Filtered even where the level implies it, so that the index is used up to the day.
        if self.profession_id is not None:
            rows = rows.filter(profession=self.profession_id)
        elif level in {Level.ALL, Level.STATE}:
            rows = rows.filter(profession__isnull=True)
        if self.state:
            return rows.filter(state=self.state)
        return rows.filter(state="") if level in {Level.ALL, Level.PROFESSION} else rows

    def of_course(self, course_id: int) -> "ReportFilter":
        return replace(self, courses=(course_id,))


@dataclass(frozen=True)
class Stages:
    """How many reached each stage; normally, each number is a part of the one before it."""

    started: int = 0
    played: int = 0
    watched: int = 0
    passed: int = 0
    evaluated: int = 0

    def __iter__(self) -> Any:
        return iter([self.started, self.played, self.watched, self.passed, self.evaluated])


def totals(selection: ReportFilter) -> Stages:
    """Return how far the selected learners got."""
    found = selection.cells(DailyEnrolmentCount.objects.all()).aggregate(
        **{stage: Sum(stage, default=0) for stage in STAGES}
    )
    return Stages(**found)


def stages_by(selection: ReportFilter, column: str) -> dict[Any, Stages]:
    """Return `totals` for each value of `course`, `day`, `profession` or `state`."""
    by = [column] if column in {"profession", "state"} else []
    rows = selection.cells(DailyEnrolmentCount.objects.all(), *by).values_list(column)
    sums = rows.annotate(**{f"{stage}_sum": Sum(stage) for stage in STAGES})
    return {value: Stages(*numbers) for value, *numbers in sums}


def started_by_both(selection: ReportFilter) -> dict[tuple[str, int | None], int]:
    """Return how many started, by state and profession."""
    rows = selection.cells(DailyEnrolmentCount.objects.all(), "profession", "state")
    sums = rows.values_list("state", "profession").annotate(n=Sum("started"))
    return {(state, profession): number for state, profession, number in sums}


def views_by(selection: ReportFilter, column: str) -> dict[Any, int]:
    """Return how often the pages of the selected courses were opened, for each `course` or `day`."""
    rows = selection.days(PageView.objects.order_by())
    return dict(rows.values_list(column).annotate(n=Sum("views")))


def suppressed(counts: dict[tuple[str, int | None], int]) -> set[tuple[str, int | None]]:
    """Return the cells of a two-way table that must not be shown as numbers.

    Those with 1 to 4 learners and, where only one is hidden in a row or column, the next smallest in
    it: otherwise the total, which other tables show, would reveal the hidden number.
    """
    hidden = {cell for cell, number in counts.items() if 0 < number < SMALLEST_GROUP}
    while added := set(_unprotected(counts, hidden)):
        hidden |= added
    return hidden


def _unprotected(
    counts: dict[tuple[str, int | None], int], hidden: set[tuple[str, int | None]]
) -> Iterable[tuple[str, int | None]]:
    for axis in (0, 1):
        lines: dict[Any, list[tuple[str, int | None]]] = {}
        for cell, number in counts.items():
            if number:
                lines.setdefault(cell[axis], []).append(cell)
        for cells in lines.values():
            shown = [cell for cell in cells if cell not in hidden]
            if len(cells) - len(shown) == 1 and shown:
                yield min(shown, key=lambda cell: (counts[cell], str(cell)))
                return
