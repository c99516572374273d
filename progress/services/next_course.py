"""What a learner goes on with: the same answer on the home page and on the dashboard."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from accounts.days import day_everywhere
from accounts.models import User
from courses.models import Course, CourseQuerySet
from progress.models.enrolment import EnrolmentQuerySet, enrolments_with_content
from progress.status import CreditStatus


def not_begun_by(user: User) -> CourseQuerySet:
    """Return the courses of the catalogue that `user` has not begun."""
    return Course.objects.in_catalogue().exclude(enrolments__user=user)


def begun_by(user: User) -> EnrolmentQuerySet:
    """Return what `user` began: first what is in progress, begun last first, then what was completed last."""
    order = (F("claimed_at").desc(nulls_first=True), "-acknowledged_at", "pk")
    return enrolments_with_content().filter(user=user).order_by(*order)


_MOST = 50  # Of those that have not expired the first is nearly always open: no more are looked through.


@dataclass(frozen=True)
class NextCourse:
    """Where a learner goes on, and whether that is the series that they completed a course of last."""

    status: CreditStatus
    in_series: bool = False


def what_is_next(
    user: User, begun: EnrolmentQuerySet, *, untouched: CourseQuerySet, now: datetime
) -> NextCourse | None:
    """Return the course to go on with, of `begun_by`; else the next one of the series completed last.

    Else it is the first of `untouched` that is open. Who has begun nothing goes on with nothing.
    """
    on = day_everywhere(now)
    left = begun.filter(
        Q(course__expires_on=None) | Q(course__expires_on__gte=on), claimed_at=None, closed_at=None
    )
    for each in left[:_MOST]:
        status = CreditStatus(each.course, user, each, now)
        if can_be_completed(status):
            return NextCourse(status)
    last = begun.order_by(F("claimed_at").desc(nulls_last=True)).first()
    if last is None:
        return None
    if last.claimed_at and (following := next_in_series(last.course, user=user, now=now)):
        return NextCourse(following, in_series=True)
    open_ones = untouched.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    others = (CreditStatus(course, user, None, now) for course in open_ones[:_MOST])
    return next((NextCourse(each) for each in others if can_be_completed(each)), None)


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
    return not (over or status.claim_is_over) and status.next_step is not None
