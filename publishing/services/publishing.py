"""Publish a course, or refuse with a list of everything the rules require that is missing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.errors import Refused
from courses.models import Course
from courses.services.front_matter import record_front_matter
from courses.services.newest import newest_version
from publishing.services.checks import checklist
from publishing.services.checks.elements import REQUIRED_TEXTS

__all__ = ["REQUIRED_TEXTS", "Incomplete", "Missing", "missing_for_publication", "publish"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why a course may not be published. `code` is that of the check; `message` is for staff.

    `key` stays the same while the words of one gap change; by default it is the message.
    """

    code: str
    message: str
    row: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.row or self.message


class Incomplete(Refused):
    """Refused because something is missing; `missing` holds every reason, not only the first."""

    def __init__(self, code: str, missing: list[Missing]) -> None:
        super().__init__(code, " ".join(reason.message for reason in missing))
        self.missing = missing


def publish(*, course: Course, now: datetime) -> Course:
    """Show the course to learners from `now` on, with the newest version of each of its parts.

    Idempotent: a published course keeps its time of publication. Permissions and approvals are
    handled by `publish_requests`. Raises `Incomplete` if an element that the rules require is
    missing (DOMAIN §2.1, §2.7).
    """
    with transaction.atomic():
        locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        if locked.published_at is not None:
            return locked
        if missing := missing_for_publication(locked, now=now):
            raise Incomplete("not_publishable", missing)
        for related in ("videos", "assessments", "evaluations"):
            _release_newest(locked, related, now)
        locked.published_at = now
        locked.save(update_fields=["published_at"])
        record_front_matter(Course.objects.with_front_matter().get(pk=locked.pk))
    return locked


def missing_for_publication(course: Course, *, now: datetime) -> list[Missing]:
    """Return everything that prevents publishing at `now`; empty if nothing does.

    The same rules hold for samples, except that ages are judged on the day of a sample's review:
    nobody signed its disclosures, and it must still load in later years.
    """
    return [
        Missing(result.check.code, str(error), getattr(error, "row", ""))
        for result in checklist(course, now=now)
        if result.required
        for error in result.errors
    ]


def _release_newest(course: Course, related: str, now: datetime) -> None:
    newest = newest_version(course, related)
    if newest is not None and newest.released_at is None:
        type(newest).objects.filter(pk=newest.pk).update(released_at=now)
