"""The questions of a test as a file, which can be imported again; and the table to fill in."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.requests import StaffRequest
from courses.access import course_or_404
from courses.services.question_content import content_of
from providers.csv_safety import csv_download
from providers.guard import staff_page
from providers.rights import Right
from question_formats.cells import COLUMNS, EXAMPLE, row_of
from question_formats.gift_writing import write_gift


@staff_page(Right.AUTHOR)
def export_test(
    request: StaffRequest, slug: str, assessment_id: int, file_format: str
) -> HttpResponse:
    """Return the questions of a version, with the right answers, as CSV or GIFT."""
    course = course_or_404(request, slug, Right.AUTHOR)
    test = get_object_or_404(course.assessments, pk=assessment_id)
    contents = list(map(content_of, test.questions.prefetch_related("choices")))
    name = f"{course.slug}-questions-{test.version}"
    if file_format == "csv":
        return csv_download([COLUMNS, *map(row_of, contents)], name=name)
    if file_format == "gift":
        answer = HttpResponse(write_gift(contents), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.gift.txt"'
        return answer
    raise Http404


@staff_page(Right.AUTHOR)
def question_template(request: StaffRequest) -> HttpResponse:
    """Return the table to fill in, as CSV with one example question."""
    return csv_download([COLUMNS, row_of(EXAMPLE)], name="questions")
