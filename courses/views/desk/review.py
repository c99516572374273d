"""Step Review: what stands in the way of publishing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.services.publishing import missing_for_publication
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything that is missing still."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = {"missing": missing_for_publication(course, now=timezone.now())}
    return render_step(
        request, "staff/course/review.html", course=course, step="review", context=context
    )
