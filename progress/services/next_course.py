"""What to take up next, after a course is complete."""

from datetime import datetime

from accounts.models import User
from courses.models import Course
from progress.models.enrolment import enrolments_with_content
from progress.status import CreditStatus


def next_in_series(course: Course, *, user: User, now: datetime) -> CreditStatus | None:
    """Return where `user` stands in the next course of this series that can still be completed; None without one.

    Those that follow `course` come first, then those before it. Two queries.
    """
    series = list(Course.objects.in_catalogue().filter(series=course.series_id))
    place = next((index for index, each in enumerate(series) if each.pk == course.pk), -1)
    others = [*series[place + 1 :], *series[: max(place, 0)]]
    begun = {
        enrolment.course_id: enrolment
        for enrolment in enrolments_with_content().filter(user=user, course__in=others)
    }
    found = (CreditStatus(each, user, begun.get(each.pk), now) for each in others)
    return next((each for each in found if can_be_completed(each)), None)


def can_be_completed(status: CreditStatus) -> bool:
    """Say whether steps are left, and open to whoever takes them now."""
    over = status.claimed or status.closed or status.expired or status.exhausted
    return not over and status.next_step is not None
