"""Step Post-test: what is asked, and how much must be right."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_test(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest version of the post-test with its questions and their answers."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = {"test": course.assessments.prefetch_related("questions__choices").first()}
    return render_step(
        request, "staff/course/test.html", course=course, step="test", context=context
    )
