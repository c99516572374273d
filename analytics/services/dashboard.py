"""The dashboard of one course or of all: its figures, as tables and charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.days import shown_date
from accounts.models import Profession
from analytics.models.evaluation import SMALLEST_GROUP
from analytics.services import cohorts
from analytics.services import report_figures as credit
from analytics.services.changes import as_of
from analytics.services.cohorts import ReportFilter, Stages
from analytics.services.report_wording import (
    NOT_GIVEN,
    STATE_NAMES,
    duration,
    few,
    grouped,
    hidden_of,
)
from analytics.services.summaries import REPORTS
from courses.emphasis import credit_html, credit_plain
from courses.models import Course, CreditType
from courses.services.statements import amount
from providers.charts import BarChart, LineChart, bar_chart, line_chart
from providers.tables import FEWER, Cell, Marked, Table, share

_MOST_BARS = 12


@dataclass(frozen=True)
class Dashboard:
    """The figures of a selection, each computed once, on first use."""

    selection: ReportFilter
    credit_type: str
    courses: Sequence[Course]
    today: date
    by_course: bool = False

    @cached_property
    def as_of(self) -> datetime | None:
        return as_of(REPORTS)

    @cached_property
    def stages(self) -> Stages:
        return cohorts.totals(self.selection)

    @cached_property
    def certificates(self) -> int:
        return credit.standing(self.selection, credit_type=self.credit_type)

    @cached_property
    def views(self) -> int | None:
        """Page views; None where a profession or state is chosen, because a view has neither."""
        if self.selection.profession_id is not None or self.selection.state:
            return None
        return sum(cohorts.views_by(self.selection, "course").values())

    @cached_property
    def median(self) -> str:
        """The median time from start to claim, in words; “–” if there is none or it must be hidden."""
        minutes = credit.median_minutes(self.selection, credit_type=self.credit_type)
        shown = minutes is not None and not self.too_few and self.certificates >= SMALLEST_GROUP
        return duration(minutes) if shown and minutes is not None else "–"

    @property
    def started_shown(self) -> str:
        return f"{self.stages.started:,}"

    @property
    def views_shown(self) -> str:
        return f"{self.views:,}"

    @property
    def certificates_shown(self) -> str:
        shown = self._masked(self.certificates)
        return f"{shown:,}" if isinstance(shown, int) else str(shown)

    @property
    def too_few(self) -> bool:
        """Whether the selection is so narrow that its figures would describe individual people."""
        return self.selection.narrowed and 0 < self.stages.started < SMALLEST_GROUP

    @cached_property
    def funnel(self) -> list[tuple[str, int]]:
        """Each stage with its number, from page view to certificate."""
        started, played, watched, passed, evaluated = self.stages
        views = [] if self.views is None else [("Views of the course page", self.views)]
        return [
            *views,
            ("Started: front matter acknowledged", started),
            ("First play", played),
            ("Watched", watched),
            ("Test passed", passed),
            ("Evaluated", evaluated),
            ("Current certificate", self.certificates),
        ]

    @property
    def tables(self) -> dict[str, Callable[[], Table]]:
        """The function that makes each table of the page, by the table's key in `?csv=`."""
        found = {
            "funnel": self.funnel_table,
            "days": self.days_table,
            "professions": self.professions_table,
            "states": self.states_table,
            "credit": self.credit_table,
            "courses": self.courses_table,
        }
        if self.selection.narrowed:
            del found["days"]
        if not self.by_course:
            del found["courses"]
        return found

    def funnel_table(self) -> Table:
        before: int | None = None
        rows: list[list[Cell]] = []
        for label, number in self.funnel:
            is_view = label.startswith("Views")
            of_started = None if is_view else share(number, self.stages.started)
            of_before = None if before is None else share(number, before)
            masked = self._masked(number)
            numbers: list[Cell] = [of_started, of_before] if masked == number else [None, None]
            rows.append([label, masked, *numbers])
            before = None if is_view else number
        columns = ["Stage", "Number", "Of those who started", "Of the stage before"]
        return Table("funnel", "From view to certificate", columns, rows)

    def funnel_chart(self) -> BarChart:
        rows = [(label, number) for label, number in self.funnel if not label.startswith("Views")]
        started = self.stages.started
        return bar_chart(
            "funnel-chart",
            "From start to certificate",
            [(label, self._drawn(n), self._words(n, started)) for label, n in rows],
            whole=started,
        )

    @cached_property
    def by_day(self) -> list[tuple[date, int, int, int]]:
        """Day, views, starts and certificates claimed on that day, including days without any."""
        views = cohorts.views_by(self.selection, "day") if self.views is not None else {}
        starts = cohorts.stages_by(self.selection, "day")
        claims = self._claims_by_day()
        days = sorted({*views, *starts, *claims})
        if not days:
            return []
        first, last = days[0], max(days[-1], min(self.selection.until or self.today, self.today))
        span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        none = Stages()
        return [
            (day, views.get(day, 0), starts.get(day, none).started, claims.get(day, 0))
            for day in span
        ]

    def _claims_by_day(self) -> dict[date, int]:
        if self.views is None:  # a deleted account's certificate has no state
            return {}
        return credit.issued_by_day(self.selection, credit_type=self.credit_type)

    def days_table(self) -> Table:
        if self.views is None:
            rows: list[list[Cell]] = [
                [day.isoformat(), starts] for day, _, starts, _ in self.by_day
            ]
            return Table("days", "By day", ["Day", "Started"], rows, folded=True)
        columns = ["Day", "Page views", "Started", "Certificates claimed"]
        rows = [[day.isoformat(), *numbers] for day, *numbers in self.by_day]
        return Table("days", "By day", columns, rows, folded=True)

    def days_chart(self) -> LineChart | None:
        """Return lines by day, week or month, whichever is readable; None if narrowed or empty."""
        rows, word = grouped(self.by_day)
        if self.selection.narrowed or not rows:
            return None
        series: list[tuple[str, Sequence[float]]] = [("Started", [row[2] for row in rows])]
        if self.views is not None:
            series = [
                ("Page views", [row[1] for row in rows]),
                *series,
                ("Certificates claimed", [row[3] for row in rows]),
            ]
        labels = [shown_date(day, short=True) for day, *_ in rows]
        return line_chart("days-chart", f"What happened, by {word}", series, labels=labels)

    def professions_table(self) -> Table:
        names = {each.pk: each.name for each in Profession.objects.all()}
        hidden = bool(self.selection.state)
        return self._group("profession", "By profession", "Profession", names.get, hidden=hidden)

    def states_table(self) -> Table:
        hidden = self.selection.profession_id is not None
        return self._group("state", "By state", "State", STATE_NAMES.get, hidden=hidden)

    def _group(
        self,
        column: str,
        title: str,
        word: str,
        name: Callable[[Any], str | None],
        *,
        hidden: bool,
    ) -> Table:
        """Return a row for each profession or state. `hidden`: it is one line of the two-way table, so mask it."""
        found = cohorts.stages_by(self.selection, column)
        held = credit.standing_by(self.selection, column, credit_type=self.credit_type)
        masked = hidden_of({key: each.started for key, each in found.items()}) if hidden else set()
        rows: list[list[Cell]] = []
        for key, each in sorted(found.items(), key=lambda pair: -pair[1].started):
            label = name(key) or NOT_GIVEN
            if key in masked:
                rows.append([label, FEWER, None, None, None, None])
                continue
            numbers = [each.started, each.watched, each.passed, held.get(key, 0)]
            cells: list[Cell] = [few(number) if hidden else number for number in numbers]
            known = cells[-1] == numbers[-1]
            rows.append([label, *cells, share(numbers[-1], each.started) if known else None])
        columns = [word, "Started", "Watched", "Test passed", "Certificate", "Share"]
        return Table(f"{column}s", title, columns, rows, folded=len(rows) > _MOST_BARS)

    def group_chart(self, table: Table) -> BarChart:
        """Draw how many started, for the first rows of a table of `_group`."""
        rows = [(str(row[0]), row[1]) for row in table.rows[:_MOST_BARS]]
        shown = [
            (label, n if isinstance(n, int) else 2, f"{n:,}" if isinstance(n, int) else str(n))
            for label, n in rows
        ]
        title = f"{table.title}: learners who started"
        if len(table.rows) > _MOST_BARS:
            title += f" (the first {_MOST_BARS} of {len(table.rows)})"
        return bar_chart(f"{table.key}-chart", title, shown)

    def credit_table(self) -> Table:
        held = credit.standing_by(self.selection, "credit_type_code")
        types = {each.code: each for each in CreditType.objects.all()}
        issued = [] if self.views is None else credit.issued_by_type(self.selection)
        by_code = {each.code: each for each in issued}
        rows: list[list[Cell]] = []
        for code in sorted({*held, *by_code}, key=lambda code: -held.get(code, 0)):
            if self.credit_type and code != self.credit_type:
                continue
            full = types[code].name_plural if code in types else code
            name = Marked(credit_plain(full), html=credit_html(full))
            row: list[Cell] = [name, self._masked(held.get(code, 0))]
            if each := by_code.get(code):
                row += [each.issued, each.standing, each.revoked, amount(each.quarters)]
            rows.append(row + [None] * (6 - len(row)))
        columns = [
            "Credit type",
            "Held by those who started in the period",
            "Claimed in the period",
        ]
        columns += ["Of these, current", "Revoked", "Current credits"]
        return Table("credit", "By credit type", columns, rows)

    def credit_chart(self, table: Table) -> BarChart:
        rows = [
            (name.words, held if isinstance(held, int) else 2, str(held))
            for name, held, *_ in table.rows
            if isinstance(name, Marked)
        ]
        return bar_chart("credit-chart", "Current certificates, by credit type", rows)

    def courses_table(self) -> Table:
        found = cohorts.stages_by(self.selection, "course")
        held = credit.standing_by(self.selection, "course", credit_type=self.credit_type)
        views = cohorts.views_by(self.selection, "course") if self.views is not None else {}
        hidden = hidden_of({key: each.started for key, each in found.items()})
        rows: list[list[Cell]] = []
        for course in self.courses:
            stages, certificates = found.get(course.pk, Stages()), held.get(course.pk, 0)
            seen = views.get(course.pk, 0) if self.views is not None else None
            if self.selection.narrowed and course.pk in hidden:
                rows.append([course.title, None, FEWER, None, None, None])
                continue
            passed, masked = self._masked(stages.passed), self._masked(certificates)
            part = share(certificates, stages.started) if masked == certificates else None
            rows.append([course.title, seen, stages.started, passed, masked, part])
        columns = ["Course", "Page views", "Started", "Test passed", "Certificate", "Share"]
        links = [reverse("analytics:course-report", args=[course.slug]) for course in self.courses]
        return Table("courses", "By course", columns, rows, links=links)

    def _masked(self, number: int) -> Cell:
        return few(number) if self.selection.narrowed else number

    def _drawn(self, number: int) -> int:
        return number if self._masked(number) == number else 2

    def _words(self, number: int, whole: int) -> str:
        shown = self._masked(number)
        part = share(number, whole)
        return f"{number:,} ({part})" if shown == number and part is not None else str(shown)
