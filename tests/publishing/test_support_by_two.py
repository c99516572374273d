"""Commercial support of a live course that waits for a second person: what is shown, and what waits for what."""

from typing import Any

import pytest

from accounts.models import User
from courses.models import Course
from courses.services.front_matter import NO_SUPPORT
from publishing.models import CourseChange
from publishing.services.commercial_support import add_support, remove_support
from tests import factories
from tests.publishing.live_course import NOW, fresh, make_live_course
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


def shown_when_removed(course: Course, manager: User) -> str:
    support = course.support.all()[0]
    change = remove_support(support=support, actor=manager, now=NOW, reason="Given back.")
    assert change is not None
    [shown] = change.difference
    assert shown["old"] == support.sentence
    return str(shown["new"])


def test_the_last_support_that_goes_shows_that_learners_read_of_none(
    course: Course, manager: User
) -> None:
    factories.make_support(course=course)
    assert shown_when_removed(course, manager) == NO_SUPPORT


def test_one_of_several_that_goes_shows_nothing_in_its_place(course: Course, manager: User) -> None:
    factories.make_support(course=course)
    factories.make_support(course=course, source="Other Devices")
    assert shown_when_removed(course, manager) == ""


def test_who_decides_sees_the_amount_the_use_and_the_day_of_the_agreement(
    course: Course, manager: User
) -> None:
    values = factories.COMPLETE_SUPPORT | {
        "amount": "1200.50",
        "use": "The recording.",
        "signed_on": "2026-01-02",
    }
    change = add_support(course=course, values=values, agreement=None, actor=manager, now=NOW)
    assert change is not None
    kept = change.difference[1]
    assert kept["new"] == "$1,200.50\nThe recording.\nagreement.pdf, signed January 2, 2026"


def test_two_kinds_of_support_by_one_company_wait_beside_each_other(
    course: Course, manager: User
) -> None:
    known: dict[str, Any] = {"agreement": None, "actor": manager, "now": NOW}
    for more in ({}, {"nature": "in-kind", "in_kind": "A room"}):
        values = factories.COMPLETE_SUPPORT | more
        assert add_support(course=fresh(course), values=values, **known) is not None
    assert CourseChange.objects.open().count() == 2
