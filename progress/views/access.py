"""What a signed-in learner may reach: their own enrolment, else a published course, else 404."""

from datetime import datetime

from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.models import Course
from progress.models import Enrolment
from progress.status import CreditStatus


def standing_or_404(*, user: User, slug: str, now: datetime) -> CreditStatus:
    """Return where `user` stands in a course, in one statement once they have started it.

    Whoever has started a course keeps access after it is retired: their record is theirs.
    """
    enrolment = (
        Enrolment.objects.with_content()
        .select_related("assessment", "evaluation_form")
        .filter(user=user, course__slug=slug)
        .first()
    )
    if enrolment:
        enrolment.user = user
        return CreditStatus(enrolment.course, user, enrolment, now)
    courses = Course.objects.published().select_related("series__provider")
    return CreditStatus(get_object_or_404(courses, slug=slug), user, None, now)
