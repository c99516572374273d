"""The dashboard of all courses and of one, the table of states and professions, and closing totals."""

from collections.abc import Iterable
from datetime import date, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.days import day_of, portal_zone
from accounts.requests import StaffRequest
from analytics.forms.dashboard import SelectionForm
from analytics.forms.reports import DatesForm
from analytics.services.dashboard import Dashboard
from analytics.services.report_figures import learners_gone
from analytics.services.report_wording import places_table
from analytics.services.support_figures import support_figures
from analytics.services.totals import closing_totals
from courses.access import course_or_404, courses_with
from courses.models import Course
from providers.guard import render_staff, staff_page
from providers.rights import Right
from providers.tables import Table, csv_response


@staff_page(Right.SEE_REPORTS)
def reports(request: StaffRequest) -> HttpResponse:
    """Show how far learners got in all courses of this staff member's providers."""
    courses = list(courses_with(request.user, Right.SEE_REPORTS))
    return _dashboard(request, courses, title="Reports", name="reports")


@staff_page(Right.SEE_REPORTS)
def course_report(request: StaffRequest, slug: str) -> HttpResponse:
    """Show how far learners got in one course."""
    course = course_or_404(request, slug, Right.SEE_REPORTS)
    return _dashboard(request, [course], title=course.title, name=slug, course=course)


@staff_page(Right.SEE_REPORTS)
def places(request: StaffRequest) -> HttpResponse:
    """Show how many started, by state and profession; `?course=` selects one course by its slug."""
    courses = courses_with(request.user, Right.SEE_REPORTS)
    if slug := request.GET.get("course", ""):
        courses = courses.filter(slug=slug)
    form = SelectionForm(request.GET.dict())
    own = list(courses)
    context: dict[str, object] = {"form": form, "course_slug": slug, "courses": own}
    if not form.is_valid():
        return _draw(request, "places", context, title="By state and profession", status=400)
    today = _newest_day(own, timezone.now())
    selection = form.selection([course.pk for course in own], today=today)
    table = places_table(selection)
    if request.GET.get("csv"):
        return csv_response(table, name=f"{slug or 'reports'}-places")
    context |= {"table": table}
    return _draw(request, "places", context, title="By state and profession")


@staff_page(Right.SEE_REPORTS)
def totals(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the closing totals of an activity: learners as ACCME's PARS counts them."""
    course = course_or_404(request, slug, Right.SEE_REPORTS)
    form = DatesForm(request.GET.dict())
    context: dict[str, object] = {"form": form, "course": course, "current": "totals"}
    title = f"{course.title}: closing totals"
    if not form.is_valid():
        return _draw(request, "totals", context, title=title, status=400)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    found = closing_totals(course, since=since, until=until)
    table = Table(
        "totals",
        "Learners by profession",
        ["Profession", "Counts in PARS as", "Joint accreditation category", "Learners"],
        [
            [row.profession, row.pars_category, row.ja_category, row.learners]
            for row in found.by_profession
        ],
    )
    support = support_figures(course)
    tables = {each.key: each for each in (table, support.table())}
    if wanted := request.GET.get("csv"):
        chosen = tables.get(wanted, table)
        return csv_response(chosen, name=f"{slug}-{chosen.key}")
    context |= {"found": found, "tables": tables, "support": support}
    gone = learners_gone(course, since=since, until=until)
    return _draw(request, "totals", context | {"gone": gone}, title=title)


def _dashboard(
    request: StaffRequest,
    courses: list[Course],
    *,
    title: str,
    name: str,
    course: Course | None = None,
) -> HttpResponse:
    """Render the dashboard of `courses`, or return the table that `?csv=` names."""
    form = SelectionForm(request.GET.dict())
    context: dict[str, object] = {"form": form, "course": course, "current": "overview"}
    if not form.is_valid():
        return _draw(request, "dashboard", context, title=title, status=400)
    today: date = _newest_day(courses, timezone.now())
    selection = form.selection([each.pk for each in courses], today=today)
    board = Dashboard(selection, form.credit_code, courses, today, by_course=course is None)
    if board.too_few:
        return _draw(request, "dashboard", context | {"too_few": True}, title=title)
    if wanted := board.tables.get(request.GET.get("csv", "")):
        table = wanted()
        return csv_response(table, name=f"{name}-{table.key}")
    tables = {key: make() for key, make in board.tables.items()}
    shown = {"board": board, "tables": tables, "charts": _charts(board, tables)}
    return _draw(request, "dashboard", context | shown, title=title)


def _charts(board: Dashboard, tables: dict[str, Table]) -> dict[str, object]:
    return {
        "funnel": board.funnel_chart(),
        "days": board.days_chart(),
        "professions": board.group_chart(tables["professions"]),
        "states": board.group_chart(tables["states"]),
        "credit": board.credit_chart(tables["credit"]),
    }


REPORTS = (
    ("overview", "Overview", "analytics:course-report"),
    ("watching", "Watching", "analytics:watching-report"),
    ("test", "Post-test", "analytics:test-report"),
    ("evaluation", "Evaluation", "analytics:evaluation-report"),
    ("totals", "Closing totals", "analytics:report-totals"),
)
"""The reports of one course: key, word and address name, in the order of their tabs."""


def _draw(
    request: StaffRequest, page: str, context: dict[str, object], *, title: str, status: int = 200
) -> HttpResponse:
    query = request.GET.copy()
    query.pop("csv", None)
    crumbs = (
        [("Reports", reverse("analytics:reports"))]
        if page != "dashboard" or context["course"]
        else []
    )
    shown = context | {"query": query.urlencode(), "crumbs": crumbs, "reports": REPORTS}
    return render_staff(request, f"analytics/{page}.html", shown, title=title, status=status)


def _newest_day(courses: Iterable[Course], now: datetime) -> date:
    """Return today's date; where the providers' time zones differ, the latest one."""
    days = [course.series.provider.day_of(now) for course in courses]
    return max(days, default=day_of(now, portal_zone()))
