"""The state of a course, from draft to retirement, as staff see it."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from courses.models import Course
from publishing.models import PublishRequest


class CourseState(StrEnum):
    """The states of a course, in the order of staff pages. `label` is what staff read."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str, tone: str) -> "CourseState":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member

    WRITING = "writing", "Draft", ""
    WAITING = "waiting", "Waiting for approval", "caution"
    SCHEDULED = "scheduled", "Scheduled", "caution"
    PUBLISHED = "published", "Published", "good"
    EXPIRING = "expiring", "Credit ends soon", "caution"
    EXPIRED = "expired", "Expired", "bad"
    RETIRED = "retired", "Retired", ""


EXPIRING_DAYS = 90
"""The last days of credit in which staff see a warning: time enough for a review (DOMAIN §2.3)."""


def state_of(course: Course, *, now: datetime) -> CourseState:
    """Return the state of `course` at `now`; days end in its provider's time zone."""
    if course.retired_at and course.retired_at <= now:
        return CourseState.RETIRED
    if course.published_at is None:
        return _before_publishing(course)
    if course.published_at > now:
        return CourseState.SCHEDULED
    today = course.series.provider.day_of(now)
    if course.expired(on=today):
        return CourseState.EXPIRED
    if course.expires_on and (course.expires_on - today).days < EXPIRING_DAYS:
        return CourseState.EXPIRING
    return CourseState.PUBLISHED


def with_open_requests(courses: "QuerySet[Course]") -> "QuerySet[Course]":
    """Prefetch what `state_of` needs: one query for all courses."""
    requests = PublishRequest.objects.open()
    return courses.prefetch_related(
        Prefetch("publish_requests", requests, to_attr="open_publish_requests")
    )


def _before_publishing(course: Course) -> CourseState:
    requests = getattr(course, "open_publish_requests", None)
    if requests is None:
        requests = course.publish_requests.open()
    request = next(iter(requests), None)
    if request is None:
        return CourseState.WRITING
    waits = request.needs_approval and request.approved_at is None
    return CourseState.WAITING if waits else CourseState.SCHEDULED
