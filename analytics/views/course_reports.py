"""Reports of one course: where learners stop watching, a test's items, an evaluation."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.audit import record
from accounts.paging import page_of
from accounts.requests import StaffRequest
from analytics.forms.reports import MonthsForm, VerdictForm
from analytics.models import Comment, Coverage
from analytics.models.evaluation import SMALLEST_GROUP
from analytics.services import tables_and_charts
from analytics.services.changes import as_of
from analytics.services.coverage import shares, steepest_losses
from analytics.services.evaluation_results import (
    comments_to_judge,
    comments_to_show,
    evaluation_results,
    judge_comment,
)
from analytics.services.items import ENOUGH, item_figures
from analytics.views.dashboard import REPORTS
from courses.access import course_or_404, may_read_key
from courses.models import Course, EvaluationForm
from providers.guard import render_staff, staff_form, staff_page
from providers.rights import Right, may
from providers.tables import Table, csv_response, wanted_table


class Version(Protocol):
    """A version of a recording, a test or an evaluation."""

    version: int


@staff_page(Right.SEE_REPORTS)
def watching(request: StaffRequest, slug: str) -> HttpResponse:
    """Show how many learners watched each ten seconds of one version of a recording."""
    course = course_or_404(request, slug, Right.SEE_REPORTS)
    videos = list(course.videos.filter(released_at__isnull=False))
    video = _chosen(request, videos)
    coverage = Coverage.objects.filter(video=video).first() if video else None
    context: dict[str, Any] = {"videos": videos, "video": video, "coverage": coverage}
    tables: list[Table] = []
    if video and coverage and coverage.learners >= SMALLEST_GROUP:
        curve = shares(coverage, seconds=video.seconds)
        tables = [tables_and_charts.watching_table(curve, video)]
        context |= {
            "chart": tables_and_charts.watching_chart(curve, video),
            "table": tables[0],
            "losses": steepest_losses(curve),
        }
    return _draw(request, course, "watching", context, tables)


@staff_page(Right.SEE_REPORTS)
def test(request: StaffRequest, slug: str) -> HttpResponse:
    """Show how hard each question is, how well it discriminates, and what to revise."""
    course = course_or_404(request, slug, Right.SEE_REPORTS)
    versions = list(course.assessments.filter(released_at__isnull=False))
    chosen = _chosen(request, versions)
    form = MonthsForm(request.GET.dict())
    context: dict[str, Any] = {"assessments": versions, "assessment": chosen, "form": form}
    if not form.is_valid():
        return _draw(request, course, "test", context, [], status=400)
    dates = {name: form.cleaned_data[name] for name in ("since", "until")}
    items = item_figures(chosen, **dates) if chosen else []
    if max((item.asked for item in items), default=0) < SMALLEST_GROUP:
        items = []
    tables = [tables_and_charts.items_table(items)] if items else []
    with_key = may_read_key(request.user, course.series.provider_id)
    if items and with_key:
        tables.append(tables_and_charts.choices_table(items))
    context |= {
        "items": items,
        "as_of": as_of("reports"),
        "to_revise": [item for item in items if item.reasons],
        "all_judged": all(item.judged for item in items),
        "enough": ENOUGH,
        "with_key": with_key,
    }
    if items:
        context |= {
            "table": tables[0],
            "choices": tables[1] if with_key else None,
            "chart": tables_and_charts.items_chart(items),
        }
    return _draw(request, course, "test", context, tables)


@staff_page(Right.SEE_REPORTS)
def evaluation(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the results of five or more evaluations, and the approved comments."""
    course = course_or_404(request, slug, Right.SEE_REPORTS)
    versions = list(course.evaluations.filter(released_at__isnull=False))
    version = _chosen(request, versions)
    form = MonthsForm(request.GET.dict())
    context: dict[str, Any] = {"versions": versions, "version": version, "form": form}
    if not form.is_valid():
        return _draw(request, course, "evaluation", context, [], status=400)
    tables: list[Table] = []
    if version:
        dates = {name: form.cleaned_data[name] for name in ("since", "until")}
        found = evaluation_results(version, **dates)
        tables = [tables_and_charts.evaluation_table(found)] if found.responses else []
        context |= {
            "found": found,
            "sections": tables_and_charts.evaluation_sections(found),
            "table": tables[0] if tables else None,
            "comments": comments_to_show(version),
            "waiting_comments": len(comments_to_judge(version)),
            "may_judge": may(request.user, Right.AUTHOR, course.series.provider_id),
        }
    return _draw(request, course, "evaluation", context, tables)


@staff_form(Right.AUTHOR)
def comments(request: StaffRequest, slug: str) -> HttpResponse:
    """Let the course's authors read new comments, and show them in the report or keep them out."""
    course = course_or_404(request, slug, Right.AUTHOR)
    version = _chosen(request, list(course.evaluations.filter(released_at__isnull=False)))
    if version is None:
        raise Http404
    actor, provider = request.user, course.series.provider
    if request.method != "POST":
        record(actor, "comments-read", course, provider=provider)
        return _draw(request, course, "comments", _to_judge(request, version), [])
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _draw(request, course, "comments", _to_judge(request, version), [], status=400)
    comment = get_object_or_404(Comment, pk=form.cleaned_data["comment"], item__form=version)
    verdict = form.cleaned_data["verdict"]
    with transaction.atomic():
        judge_comment(comment=comment, show=verdict == Comment.Verdict.SHOWN)
        record(actor, f"comment-{verdict}", course, provider=provider)
    address = reverse("analytics:evaluation-comments", args=[slug])
    return redirect(f"{address}?version={version.version}")


def _to_judge(request: StaffRequest, version: EvaluationForm) -> dict[str, Any]:
    return {"version": version, "page": page_of(request, comments_to_judge(version))}


def _chosen[V: Version](request: StaffRequest, versions: Iterable[V]) -> V | None:
    """Return the version that `?version=` names, else the newest; None when there is none at all.

    Raises Http404 for a number that no version has.
    """
    wanted = request.GET.get("version", "")
    found = [each for each in versions if not wanted or str(each.version) == wanted]
    if wanted and not found:
        raise Http404
    return found[0] if found else None


def _draw(
    request: StaffRequest,
    course: Course,
    page: str,
    context: dict[str, Any],
    tables: list[Table],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a report of one course, or return the table that `?csv=` names."""
    if table := wanted_table(tables, request.GET.get("csv", "")):
        return csv_response(table, name=f"{course.slug}-{table.key}")
    query = request.GET.copy()
    query.pop("csv", None)
    words = {key: word.lower() for key, word, _ in REPORTS}
    shown = {
        "course": course,
        "current": page,
        "reports": REPORTS,
        "query": query.urlencode(),
        "crumbs": [("Reports", reverse("analytics:reports"))],
    }
    title = f"{course.title}: {words.get(page, 'new comments')}"
    template = f"analytics/{page}.html"
    return render_staff(request, template, shown | context, title=title, status=status)
