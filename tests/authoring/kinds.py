"""The two lists that are released in versions, for tests that hold for both."""

from typing import Any

from authoring.services.version_rows import ITEMS, QUESTIONS, AnyKind
from courses.models import Course
from tests import factories

KINDS: list[AnyKind] = [QUESTIONS, ITEMS]
MAKE: dict[str, Any] = {"test": factories.make_test, "evaluation": factories.make_evaluation}


def being_written(kind: AnyKind, course: Course) -> Any:
    """Return a second version of a course's test (three questions) or evaluation (four items)."""
    return MAKE[kind.step](course=course, version=2, released_at=None)


def keys(kind: AnyKind, course: Course) -> list[str]:
    return [row.key for row in kind.being_written(course)]


def positions(kind: AnyKind, course: Course) -> list[int]:
    return [row.position for row in kind.being_written(course)]
