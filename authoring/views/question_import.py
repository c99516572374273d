"""Import questions from a file, after a check that shows every error, all or nothing; and export them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.errors import Refused
from accounts.requests import StaffRequest, refusals_as_messages
from accounts.sentences import counted
from authoring.forms.questions import ImportForm
from authoring.services.question_import import Import, read_questions, text_of
from authoring.services.question_import.csv_file import template_csv, write_csv
from authoring.services.question_import.gift import write_gift
from authoring.services.question_import.reading import MOST_BYTES
from authoring.services.questions import add_questions
from authoring.services.version_rows import QUESTIONS, video_of
from courses.access import course_or_404
from courses.models import Course
from courses.services.question_content import content_of
from courses.step_layout import render_step
from providers.guard import staff_form, staff_page
from providers.rights import Right


@staff_form(Right.AUTHOR)
def import_questions(request: StaffRequest, slug: str) -> HttpResponse:
    """Read a file or pasted text, show its questions, and add them once confirmed."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if QUESTIONS.written(course) is None:
        messages.info(request, "Choose “Edit as a new version” first; then questions can be added.")
        return redirect("authoring:edit-test", slug)
    if request.method != "POST":
        return _page(request, course, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, course, form, status=400)
    try:
        text, note = _text(form)
    except Refused as refused:
        form.add_error("file" if form.cleaned_data["file"] is not None else "text", refused.message)
        return _page(request, course, form, status=400)
    return _looked_through(request, course, form.cleaned_data["format"], text, note)


@staff_page(Right.AUTHOR)
def export_test(
    request: StaffRequest, slug: str, assessment_id: int, file_format: str
) -> HttpResponse:
    """Return the questions of a version, with the right answers, as a file that can be imported again."""
    course = course_or_404(request, slug, Right.AUTHOR)
    test = get_object_or_404(course.assessments, pk=assessment_id)
    contents = list(map(content_of, test.questions.prefetch_related("choices")))
    name = f"{course.slug}-questions-{test.version}"
    if file_format == "csv":
        return _file(write_csv(contents), f"{name}.csv", "text/csv")
    if file_format == "gift":
        return _file(write_gift(contents), f"{name}.gift.txt", "text/plain")
    raise Http404


@staff_page(Right.SEE_COURSES)
def question_template(request: StaffRequest, slug: str) -> HttpResponse:
    """Return the CSV template, with one example question."""
    course_or_404(request, slug, Right.SEE_COURSES)
    return _file(template_csv(), "questions.csv", "text/csv")


def _looked_through(
    request: StaffRequest, course: Course, format_: str, text: str, note: str
) -> HttpResponse:
    found = _read(course, format_, text)
    # A newly chosen file may differ from what was shown, so it is checked first.
    if "add" in request.POST and not request.FILES and found.may_be_added:
        return _add(request, course, found)
    form = ImportForm(initial={"format": format_, "text": text})
    context = {"found": found, "note": note}
    return _page(request, course, form, context, status=400 if found.errors else 200)


def _add(request: StaffRequest, course: Course, found: Import) -> HttpResponse:
    contents = [each.content for each in found.found]
    with refusals_as_messages(request):
        count = add_questions(course=course, contents=contents, actor=request.user)
        messages.success(request, f"{counted(count, 'question')} added.")
    return redirect("authoring:edit-test", course.slug)


def _text(form: ImportForm) -> tuple[str, str]:
    """Return the text of the file or the pasted text, and a note; too large a file is refused unread."""
    file = form.cleaned_data["file"]
    if file is None:
        return text_of(form.cleaned_data["text"].encode())
    if file.size > MOST_BYTES:
        raise Refused("too_large", "The file is larger than 512 KB. Split it into several.")
    return text_of(file.read())


def _read(course: Course, format_: str, text: str) -> Import:
    video, present = video_of(course), QUESTIONS.being_written(course)
    return read_questions(
        text,
        format_,
        present=map(content_of, present.prefetch_related("choices")),
        video_seconds=video.seconds if video else None,
    )


def _page(
    request: StaffRequest,
    course: Course,
    form: ImportForm,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    return render_step(
        request,
        "authoring/question_import.html",
        course=course,
        step="test",
        context={"form": form} | (context or {}),
        status=status,
    )


def _file(text: str, name: str, kind: str) -> HttpResponse:
    # The byte order mark tells Excel that the file is UTF-8.
    answer = HttpResponse(text.encode("utf-8-sig"), content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
