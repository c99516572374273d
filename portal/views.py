"""Pages that need several apps, and the pages of the house itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when a form's protection token is missing or old."""
    return render(request, "403_csrf.html", status=403)
