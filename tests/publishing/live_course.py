"""A live course whose provider asks for a second person, and changes of it, as several tests need them."""

from typing import Any

from accounts.models import User
from authoring.services.courses import change_course, change_credit
from courses.models import Course
from publishing.models import CourseChange
from tests import factories

NOW = factories.NOW


def make_live_course(**values: Any) -> Course:
    """Return a published course of a provider that asks for a second person."""
    provider = factories.make_provider(second_approval=True, name="Hill Society")
    return factories.make_course(provider=provider, **values)


def fresh(course: Course) -> Course:
    """Return the course as the database has it."""
    return Course.objects.get(pk=course.pk)


def ask(course: Course, actor: User, **values: Any) -> CourseChange | None:
    """Change texts or terms of the course, as the step About does."""
    return change_course(course=fresh(course), values=values, actor=actor, now=NOW)


def asked(course: Course, actor: User, **values: Any) -> CourseChange:
    """Ask for a change of terms, which must wait."""
    change = ask(course, actor, **values)
    assert change is not None
    return change


def end_offer(course: Course, actor: User) -> CourseChange | None:
    """Offer no hours of participation any more, as the step Credit does with an emptied amount."""
    offers = {"participation": None}
    return change_credit(course=fresh(course), values={}, offers=offers, actor=actor, now=NOW)
