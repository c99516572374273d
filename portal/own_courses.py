"""What home page and dashboard know of the courses of who asks."""

from django.http import HttpRequest

from accounts.requests import acting_user
from courses.models import CourseQuerySet
from progress.models.enrolment import EnrolmentQuerySet
from progress.services.next_course import begun_by, not_begun_by


def own_courses(request: HttpRequest) -> tuple[EnrolmentQuerySet, CourseQuerySet]:
    """Return what the signed-in user has begun, as `begun_by` does, and the courses of the catalogue not begun.

    Staff who view as a learner get their own providers' part of both.
    """
    user = acting_user(request)
    begun, others = begun_by(user), not_begun_by(user)
    if impersonation := getattr(request, "impersonation", None):
        begun = begun.filter(course__series__provider__in=impersonation.providers)
        # Another provider's course missing from this list would reveal that it was begun.
        others = others.filter(series__provider__in=impersonation.providers)
    return begun, others
