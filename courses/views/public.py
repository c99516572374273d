"""Public pages of the catalogue. They show nothing about learners; apps above this one have the pages that do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.services.catalogue import catalogue


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """Show every published course, by series."""
    return render(request, "courses/list.html", {"shelves": catalogue(now=timezone.now())})
