"""Public pages of the catalogue. They show nothing about learners; apps above this one have the pages that do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.paging import page_of
from accounts.strangers import kept_for_strangers
from courses.services.catalogue import courses_with_credit, shelves_of


@kept_for_strangers
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """Show the published courses, by series."""
    page = page_of(request, courses_with_credit())
    context = {
        "page": page,
        "shelves": shelves_of(page, now=timezone.now()),
        "all_samples": bool(page) and all(course.is_sample for course in page),
    }
    return render(request, "courses/list.html", context)
