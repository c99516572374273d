"""Where a course stands between its first word and its retirement, for the staff who run it."""

from datetime import datetime
from enum import StrEnum

from courses.models import Course


class CourseState(StrEnum):
    """The states of a course, in the order in which the desk lists them. `label` is what staff read."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str, tone: str) -> "CourseState":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member

    WRITING = "writing", "Being written", ""
    WAITING = "waiting", "Waiting for approval", "caution"
    SCHEDULED = "scheduled", "Scheduled", "caution"
    PUBLISHED = "published", "Published", "good"
    EXPIRING = "expiring", "Credit ends soon", "caution"
    EXPIRED = "expired", "Expired", "bad"
    RETIRED = "retired", "Retired", ""


EXPIRING_DAYS = 90
"""From then on staff are told: time enough for a review (DOMAIN §2.3)."""


def state_of(course: Course, *, now: datetime) -> CourseState:
    """Say where `course` stands at `now`; days end in its provider's time zone."""
    if course.retired_at and course.retired_at <= now:
        return CourseState.RETIRED
    if course.published_at is None:
        return CourseState.WRITING
    if course.published_at > now:
        return CourseState.SCHEDULED
    today = course.series.provider.day_of(now)
    if course.expired(on=today):
        return CourseState.EXPIRED
    if course.expires_on and (course.expires_on - today).days < EXPIRING_DAYS:
        return CourseState.EXPIRING
    return CourseState.PUBLISHED
