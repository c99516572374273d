"""What a signed-in learner may open: their own enrolment, else a published course, else 404."""

from datetime import datetime

from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.models import Course
from progress.models.enrolment import enrolments_with_content
from progress.status import CreditStatus


def standing_or_404(*, user: User, slug: str, now: datetime) -> CreditStatus:
    """Return the status of `user` in a course (one query once they have started it), else raise 404.

    Learners who have started a course keep access to it after it is retired.
    """
    enrolment = (
        enrolments_with_content()
        .select_related("evaluation_form")
        .filter(user=user, course__slug=slug)
        .first()
    )
    if enrolment:
        enrolment.user = user
        return CreditStatus(enrolment.course, user, enrolment, now)
    courses = Course.objects.published().with_front_matter()
    return CreditStatus(get_object_or_404(courses, slug=slug), user, None, now)
