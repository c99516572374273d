"""Step People: who is in control of the content."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the people of the course, their roles, and when they last disclosed."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    roles = course.roles.select_related("person").prefetch_related("person__disclosures")
    context = {"roles": roles}
    return render_step(
        request, "staff/course/people.html", course=course, step="people", context=context
    )
