"""Step Evaluation: what learners are asked about the course."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the items of the newest version of the evaluation."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = {"form": course.evaluations.prefetch_related("items").first()}
    return render_step(
        request, "staff/course/evaluation.html", course=course, step="evaluation", context=context
    )
