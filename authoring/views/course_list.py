"""The courses of one's own providers, by state."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from accounts.paging import page_of
from accounts.requests import StaffRequest
from courses.access import courses_with
from courses.models import Course
from providers.guard import render_staff, staff_page
from providers.rights import Right, may, providers_with
from publishing.services.course_states import CourseState, state_of, with_open_requests


@staff_page(Right.SEE_COURSES)
def courses(request: StaffRequest) -> HttpResponse:
    """List the courses by state; `?q=` searches titles, addresses, series, providers and activity numbers."""
    sought = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    courses = _found(courses_with(request.user, Right.SEE_COURSES), sought)
    page = page_of(request, _by_state(courses))
    context = {
        "page": page,
        "shelves": _shelves(page),
        "sought": sought,
        "may_author": may(request.user, Right.AUTHOR),
        "reported": set(
            providers_with(request.user, Right.SEE_REPORTS).values_list("pk", flat=True)
        ),
    }
    return render_staff(request, "authoring/list.html", context, title="Courses")


def _found(courses: QuerySet[Course], sought: str) -> QuerySet[Course]:
    if not sought:
        return courses
    fields = ("title", "short_title", "slug", "series__title", "series__provider__name")
    numbers = ("accme_activity_id", "provider_activity_id")
    wanted = Q(pk=None)
    for name in (*fields, *numbers):
        wanted |= Q(**{f"{name}__icontains": sought})
    return courses.filter(wanted)


def _by_state(courses: QuerySet[Course]) -> list[tuple[CourseState, Course]]:
    now, order = timezone.now(), list(CourseState)
    stated = [(state_of(course, now=now), course) for course in with_open_requests(courses)]
    return sorted(stated, key=lambda pair: order.index(pair[0]))


def _shelves(
    stated: Iterable[tuple[CourseState, Course]],
) -> list[tuple[CourseState, list[Course]]]:
    return [
        (state, [course for _, course in pairs])
        for state, pairs in groupby(stated, key=lambda pair: pair[0])
    ]
