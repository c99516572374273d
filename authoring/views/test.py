"""Step Post-test: the version that is being written, its settings, questions, and its release."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest
from authoring.forms.questions import TestSettingsForm
from authoring.services.question_import.csv_file import template_csv, write_csv
from authoring.services.question_import.gift import write_gift
from authoring.services.versions import begin_test, discard_version, written_test
from authoring.views.step_view import Step, edit_step
from courses.access import course_or_404
from courses.models import Course
from courses.services.question_content import content_of
from courses.step_layout import render_step
from providers.guard import staff_page
from providers.rights import Right
from publishing.services.version_checks import Gap, gaps_of_test
from publishing.services.version_release import release_version


@staff_page(Right.SEE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_test(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the version being written, or the newest; a POST saves the settings of the former."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    course = course_or_404(request, slug, right)
    if written_test(course):
        return edit_step(request, slug, SETTINGS)
    if request.method == "POST":
        messages.error(request, "Nothing was saved: no version is being written any more.")
        return redirect("authoring:edit-test", slug)
    context = _versions(course)
    return render_step(request, "authoring/test.html", course=course, step="test", context=context)


@staff_page(Right.AUTHOR)
@require_POST
def act_on_test(request: StaffRequest, slug: str) -> HttpResponse:
    """Begin a version, throw it away or release it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    user, test = request.user, written_test(course)
    act = request.POST.get("act")
    try:
        match act:
            case "begin":
                begin_test(course=course, actor=user)
            case "discard" if test:
                discard_version(version=test, actor=user)
                messages.success(request, f"Version {test.version} was thrown away.")
            case "release" if test:
                release_version(version=test, actor=user, now=timezone.now())
                messages.success(
                    request, "Released. Learners who start from now on get this version."
                )
            case "discard" | "release":
                messages.info(request, "No version is being written any more.")
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("authoring:edit-test", slug)


@staff_page(Right.SEE_COURSES)
@require_safe
def preview_test(request: StaffRequest, slug: str, assessment_id: int) -> HttpResponse:
    """Show all questions of a version to be read through: choices, the right one, reason and source."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    test = get_object_or_404(course.assessments, pk=assessment_id)
    context = {
        "test": test,
        "questions": list(test.questions.prefetch_related("choices")),
        "needed": test.correct_needed(test.asked_count),
    }
    return render_step(
        request, "authoring/test_preview.html", course=course, step="test", context=context
    )


@staff_page(Right.SEE_COURSES)
@require_safe
def export_test(request: StaffRequest, slug: str, assessment_id: int, format: str) -> HttpResponse:  # noqa: A002
    """Return the questions of a version as a file, which the import reads back."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    test = get_object_or_404(course.assessments, pk=assessment_id)
    contents = list(map(content_of, test.questions.prefetch_related("choices")))
    name = f"{course.slug}-questions-{test.version}"
    if format == "csv":
        return _file(write_csv(contents), f"{name}.csv", "text/csv")
    if format == "gift":
        return _file(write_gift(contents), f"{name}.gift.txt", "text/plain")
    raise Http404


@staff_page(Right.SEE_COURSES)
@require_safe
def question_template(request: StaffRequest, slug: str) -> HttpResponse:
    """Return the table to fill in, with one question as an example."""
    course_or_404(request, slug, Right.SEE_COURSES)
    return _file(template_csv(), "questions.csv", "text/csv")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    # The mark tells Excel that the file is UTF-8.
    answer = HttpResponse(text.encode("utf-8-sig"), content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _build(course: Course, data: QueryDict | None, files: Any) -> list[TestSettingsForm]:
    written = get_object_or_404(course.assessments, released_at__isnull=True)
    return [TestSettingsForm(data, instance=written)]


def _save(course: Course, forms: Sequence[TestSettingsForm], user: User) -> None:
    forms[0].instance.save(update_fields=list(forms[0].fields))


def _versions(course: Course) -> dict[str, Any]:
    """Return what the page shows: the version being written, else the newest, and what it lacks."""
    test = written_test(course) or course.assessments.first()
    questions = list(test.questions.prefetch_related("choices")) if test else []
    gaps = gaps_of_test(test, _seconds(course)) if test and not test.released_at else []
    return {
        "test": test,
        "questions": [(question, _of(question.pk, gaps)) for question in questions],
        "gaps": gaps,
        "general_gaps": _of(None, gaps),
        "topics": len({question.topic for question in questions}),
        "current": course.current_assessment,
        "versions": list(course.assessments.all()),
        "is_live": False,  # what is saved here reaches nobody before its release
    }


def _of(row: int | None, gaps: list[Gap]) -> list[Gap]:
    return [gap for gap in gaps if gap.row == row]


def _seconds(course: Course) -> int | None:
    video = course.current_video or course.videos.first()
    return video.seconds if video else None


SETTINGS = Step("test", "authoring/test.html", _build, _save, lambda course, _: _versions(course))
