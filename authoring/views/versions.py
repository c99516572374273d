"""Steps Post-test and Evaluation: the version being edited, or the newest, and its release."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.models import User
from accounts.requests import StaffRequest, refusals_as_messages
from authoring.forms.questions import TestSettingsForm
from authoring.services.version_rows import (
    ITEMS,
    QUESTIONS,
    AnyKind,
    Row,
    RowKind,
    discard_version,
)
from authoring.views.step_view import Step, edit_step
from courses.access import course_or_404
from courses.models import Assessment, Course, ItemKind
from courses.services.objectives import measured
from courses.step_layout import STEP_URLS, render_step
from providers.guard import staff_action, staff_form, staff_page
from providers.rights import Right
from publishing.services.course_changes import waits_or
from publishing.services.version_checks import outcomes_missing
from publishing.services.version_release import Version, release_version


@staff_form(Right.SEE_COURSES)
def edit_test(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the version being edited, or the newest; a POST saves the settings of the former."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    course = course_or_404(request, slug, right)
    if QUESTIONS.written(course):
        return edit_step(request, slug, SETTINGS)
    if request.method == "POST":
        messages.error(request, "Nothing was saved: there is no draft version anymore.")
        return redirect("authoring:edit-test", slug)
    context = _test(course)
    return render_step(request, "authoring/test.html", course=course, step="test", context=context)


@staff_page(Right.SEE_COURSES)
def edit_evaluation(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the items of the version being edited, or of the newest."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = _shown(ITEMS, course)
    context["outcomes"] = outcomes_missing(item for item, _ in context["rows"])
    context["sorts"] = ItemKind.choices
    return render_step(
        request, "authoring/evaluation.html", course=course, step="evaluation", context=context
    )


@staff_action(Right.AUTHOR)
def act_on_version(request: StaffRequest, slug: str, rows: AnyKind) -> HttpResponse:
    """Begin a version, discard it or release it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    user, version = request.user, rows.written(course)
    with refusals_as_messages(request):
        match request.POST.get("act"):
            case "begin":
                rows.begin(course=course, actor=user)
            case "discard" if version:
                discard_version(version=version, actor=user)
                messages.success(request, f"Version {version.version} was discarded.")
            case "release" if version:
                change = release_version(version=version, actor=user, now=timezone.now())
                told = "Released. Learners who start from now on get this version."
                messages.success(request, waits_or(change, told))
            case "discard" | "release":
                messages.info(request, "There is no draft version anymore.")
            case _:
                raise Http404
    return redirect(STEP_URLS[rows.step], slug)


@staff_page(Right.SEE_COURSES)
def preview_version[V: Version, R: Row](
    request: StaffRequest, slug: str, rows: RowKind[V, R], version_id: int
) -> HttpResponse:
    """Show a test for proofreading, or an evaluation as learners answer it; nothing can be submitted."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    version = get_object_or_404(rows.versions(course), pk=version_id)
    context: dict[str, Any] = {"version": version, "rows": rows.of(version)}
    if isinstance(version, Assessment):
        context["needed"] = version.correct_needed(version.asked_count)
    template = f"authoring/{rows.step}_preview.html"
    return render_step(request, template, course=course, step=rows.step, context=context)


def _shown[V: Version, R: Row](kind: RowKind[V, R], course: Course) -> dict[str, Any]:
    """Return the template context: the version being edited, else the newest, and what it lacks."""
    versions = list(kind.versions(course))
    released = [each for each in versions if each.released_at]
    version = next((each for each in versions if not each.released_at), next(iter(versions), None))
    rows = list(kind.of(version)) if version else []
    errors = kind.errors(version, rows) if version and not version.released_at else []
    return {
        "kind": kind,
        "version": version,
        "rows": [(row, [error for error in errors if error.row == row.pk]) for row in rows],
        "errors": errors,
        "current": next(iter(released), None),
        "versions": versions,
        "is_live": False,  # learners see nothing of this before its release
    }


def _test(course: Course) -> dict[str, Any]:
    context = _shown(QUESTIONS, course)
    questions = [question for question, _ in context["rows"]]
    named = [(each, measured(each.objectives, course.objectives)) for each in questions]
    return context | {
        "topics": len({question.topic for question in questions}),
        "measures": [
            (objective, [question for question, found in named if objective in found])
            for objective in course.objectives
        ],
        "measure_none": [question for question, found in named if not found],
    }


def _build(course: Course, data: QueryDict | None, files: Any) -> list[TestSettingsForm]:
    written = get_object_or_404(course.assessments, released_at__isnull=True)
    return [TestSettingsForm(data, instance=written)]


def _save(course: Course, forms: Sequence[TestSettingsForm], user: User) -> None:
    forms[0].save()


SETTINGS = Step("test", "authoring/test.html", _build, _save, lambda course, _: _test(course))
