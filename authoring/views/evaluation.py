"""Step Evaluation: the version that is being written, its items, the library, and its release."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.requests import StaffRequest
from accounts.sentences import counted
from authoring.forms.questions import LibraryForm
from authoring.services.evaluation_items import add_from_library, library_for, prompts_of
from authoring.services.versions import begin_evaluation, discard_version, written_evaluation
from courses.access import course_or_404
from courses.models import Course, ItemKind
from courses.step_layout import render_step
from providers.guard import staff_page
from providers.rights import Right
from publishing.services.version_checks import gaps_of_item, outcomes_missing
from publishing.services.version_release import release_version


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_evaluation(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the items of the version being written, or of the newest."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = _versions(course)
    return render_step(
        request, "authoring/evaluation.html", course=course, step="evaluation", context=context
    )


@staff_page(Right.AUTHOR)
@require_POST
def act_on_evaluation(request: StaffRequest, slug: str) -> HttpResponse:
    """Begin a version, throw it away or release it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    user, form = request.user, written_evaluation(course)
    try:
        match request.POST.get("act"):
            case "begin":
                begin_evaluation(course=course, actor=user)
            case "discard" if form:
                discard_version(version=form, actor=user)
                messages.success(request, f"Version {form.version} was thrown away.")
            case "release" if form:
                release_version(version=form, actor=user, now=timezone.now())
                messages.success(
                    request, "Released. Learners who start from now on get this version."
                )
            case "discard" | "release":
                messages.info(request, "No version is being written any more.")
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("authoring:edit-evaluation", slug)


@staff_page(Right.AUTHOR)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_library(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the library, and take copies of what is chosen into the version being written."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if written_evaluation(course) is None:
        messages.info(request, "Choose “Edit as a new version” first; then items can be added.")
        return redirect("authoring:edit-evaluation", slug)
    library = list(library_for(course))
    form = LibraryForm(request.POST or None, ids=[item.pk for item in library])
    if request.method == "POST" and form.is_valid():
        return _take(request, course, [int(pk) for pk in form.cleaned_data["items"]])
    context = {
        "form": form,
        "library": [(item, prompts_of(item, course)) for item in library],
        "asked": _prompts(course),
        "chosen": request.POST.getlist("items"),
    }
    return render_step(
        request,
        "authoring/evaluation_library.html",
        course=course,
        step="evaluation",
        context=context,
        status=400 if request.method == "POST" else 200,
    )


@staff_page(Right.SEE_COURSES)
@require_safe
def preview_evaluation(request: StaffRequest, slug: str, form_id: int) -> HttpResponse:
    """Show a version as learners answer it; nothing can be sent."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    form = get_object_or_404(course.evaluations, pk=form_id)
    context = {"evaluation": form, "items": list(form.items.all())}
    return render_step(
        request,
        "authoring/evaluation_preview.html",
        course=course,
        step="evaluation",
        context=context,
    )


def _take(request: StaffRequest, course: Course, ids: list[int]) -> HttpResponse:
    try:
        made = add_from_library(course=course, item_ids=ids)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        added = f"{counted(len(made), 'item')} added."
        messages.success(request, added if made else "All of that is asked already.")
    return redirect("authoring:edit-evaluation", course.slug)


def _prompts(course: Course) -> list[str]:
    form = written_evaluation(course)
    return list(form.items.values_list("prompt", flat=True)) if form else []


def _versions(course: Course) -> dict[str, Any]:
    """Return what the page shows: the version being written, else the newest, and what it lacks."""
    form = written_evaluation(course) or course.evaluations.first()
    items = list(form.items.all()) if form else []
    written = form is not None and form.released_at is None
    rows = [(item, gaps_of_item(item) if written else []) for item in items]
    return {
        "evaluation": form,
        "items": rows,
        "gaps": [gap for _, gaps in rows for gap in gaps],
        "outcomes": outcomes_missing(items),
        "kinds": ItemKind.choices,
        "current": course.current_evaluation,
        "versions": list(course.evaluations.all()),
    }
