"""The courses that a member of staff may open."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from courses.models import Course
from providers.rights import Right, may, providers_with


def courses_with(user: Any, right: Right) -> "QuerySet[Course]":
    """Return the courses of the providers at which `user` has `right`, with series and provider."""
    own = Course.objects.filter(series__provider__in=providers_with(user, right))
    return own.select_related("series__provider")


def course_or_404(request: HttpRequest, slug: str, right: Right) -> Course:
    """Return a course at whose provider this member of staff has `right`, else 404."""
    return get_object_or_404(courses_with(request.user, right), slug=slug)


def may_read_key(user: Any, provider: int) -> bool:
    """Return whether `user` may see the right answers of the tests at a provider: who writes or approves them.

    Other staff may take the test themselves. To download the key takes the right to author.
    """
    return any(may(user, right, provider) for right in (Right.AUTHOR, Right.APPROVE))
