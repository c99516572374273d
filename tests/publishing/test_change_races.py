"""Two approvers at once, and two authors who ask at once: one of each counts. Controls show the races."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import IntegrityError

from accounts.models import AuditEntry, Mail
from courses.models import Course
from publishing.models import CourseChange
from publishing.services.course_changes import KINDS, approve_change
from tests.progress.test_attempts_races import THREADS, at_once
from tests.publishing.live_course import NOW, ask, asked, make_live_course
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course() -> Course:
    return make_live_course(title="As published")


def _decide(course: Course, decide: Callable[[CourseChange, int], object]) -> None:
    provider = course.series.provider
    change = asked(course, make_staff("manager", provider), title="Another")
    make_staff("reviewer", provider)

    def run(barrier: Barrier, _: int) -> object:
        seen = CourseChange.objects.get(pk=change.pk)
        barrier.wait()
        return decide(seen, change.pk)

    at_once(run)


def test_sixteen_approvals_at_once_make_the_change_once(course: Course) -> None:
    reviewer = make_staff("reviewer", course.series.provider)
    _decide(course, lambda _, pk: approve_change(change_id=pk, actor=reviewer, now=NOW))
    assert AuditEntry.objects.filter(action="change-approved").count() == 1
    assert Mail.objects.filter(kind="change-approved").count() == 1
    assert Course.objects.get().title == "Another"


def test_control_looking_first_and_then_changing_makes_it_sixteen_times(course: Course) -> None:
    made: list[int] = []

    def unguarded(seen: CourseChange, pk: int) -> None:
        if seen.approved is None:
            KINDS["about"].apply(Course.objects.get(), seen.payload, seen.asked_by, NOW)
            made.append(pk)

    _decide(course, unguarded)
    assert len(made) == THREADS


def test_sixteen_authors_at_once_ask_for_one_change(course: Course) -> None:
    manager = make_staff("manager", course.series.provider)

    def run(barrier: Barrier, _: int) -> object:
        barrier.wait()
        return ask(course, manager, title="Another")

    assert set(at_once(run)) == {CourseChange.objects.get()}


def test_control_looking_first_and_then_asking_collides(course: Course) -> None:
    manager = make_staff("manager", course.series.provider)

    def run(barrier: Barrier, _: int) -> bool:
        seen = CourseChange.objects.open().exists()
        barrier.wait()
        row = CourseChange(
            course=course, kind="about", payload={}, difference=[], digest="", asked_by=manager
        )
        try:
            if not seen:
                row.save()
        except IntegrityError:
            return True
        return False

    assert at_once(run).count(True) == THREADS - 1
