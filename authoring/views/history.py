"""The version history of a course: who changed what, and when."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse

from accounts.requests import StaffRequest
from authoring.services.history import AREAS, changes_of_course
from courses.access import course_or_404, may_read_key
from providers.guard import render_staff, staff_page
from providers.rights import Right

PAGE = 25


@staff_page(Right.SEE_COURSES)
def edit_history(request: StaffRequest, slug: str) -> HttpResponse:
    """Show what changed, newest first; `?area=` limits it to one part, `?page=` shows older changes."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    area = request.GET.get("area", "")
    page = request.GET.get("page", "1")
    if area not in ("", *AREAS) or not page.isascii() or not page.isdigit() or len(page) > 6:
        raise BadRequest
    number = max(1, int(page))
    with_key = may_read_key(request.user, course.series.provider_id)
    offset = (number - 1) * PAGE
    sets, more = changes_of_course(course, area=area, offset=offset, limit=PAGE, with_key=with_key)
    context = {
        "course": course,
        "zone": course.series.provider.zone,
        "areas": AREAS,
        "area": area,
        "sets": sets,
        "number": number,
        "more": more,
        "with_key": with_key,
        "crumbs": [
            ("Courses", reverse("authoring:courses")),
            (course.title, reverse("authoring:edit-about", args=[course.slug])),
        ],
    }
    return render_staff(request, "authoring/history.html", context, title="Version history")
