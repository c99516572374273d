"""Which version of a course's recording, test or evaluation is the newest, and which comes next."""

from typing import Any

from django.db.models import Max

from courses.models import Course


def newest_version(course: Course, related: str) -> Any:
    """Return the newest of `videos`, `assessments` or `evaluations` (released, if the course is published), or None."""
    versions = getattr(course, related).order_by("-version")
    if course.published_at is not None:
        versions = versions.filter(released_at__isnull=False)
    return versions.first()


def next_version(versions: Any) -> int:
    """Return the number after the highest so far, released or not."""
    return int(versions.aggregate(highest=Max("version"))["highest"] or 0) + 1
