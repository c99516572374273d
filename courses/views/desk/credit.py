"""Step Credit."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.services.front_matter import front_matter_document
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_credit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the course says about itself."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = {"document": front_matter_document(course)}
    return render_step(
        request, "staff/course/credit.html", course=course, step="credit", context=context
    )
