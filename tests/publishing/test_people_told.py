"""What live courses tell of a person in control of content: two people, whole courses, and a record at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import Refused
from accounts.models import User
from authoring.services.course_roles import add_role
from authoring.services.courses import change_course
from courses.models import Course, FrontMatter, Person
from disclosure.services.review import Decision
from providers.models import Provider
from publishing.services.course_changes import approve_change
from publishing.services.judging import judge_or_ask
from publishing.services.person_changes import change_person
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


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


@pytest.fixture
def person(course: Course) -> Person:
    return course.roles.all()[0].person


def one_person_is_enough() -> None:
    Provider.objects.update(second_approval=False)


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


@pytest.mark.parametrize("asked", [False, True], ids=["one person", "two people"])
def test_faculty_of_a_live_course_keep_their_letters_or_their_post(
    course: Course, manager: User, person: Person, asked: bool
) -> None:
    Provider.objects.update(second_approval=asked)
    values = {"credentials": "", "position": ""}
    refused = refusal(lambda: change_person(person=person, values=values, actor=manager, now=NOW))
    assert refused.code == "published_needs_it"
    assert refused.message.startswith(f"{course} is published")
    assert Person.objects.get(pk=person.pk).credentials == person.credentials


@pytest.mark.parametrize("field", ["position", "organisation"])
def test_for_whom_somebody_works_waits_for_a_second_person(
    course: Course, manager: User, reviewer: User, person: Person, field: str
) -> None:
    change = change_person(person=person, values={field: "Pfizer"}, actor=manager, now=NOW)
    assert change is not None
    assert getattr(Person.objects.get(pk=person.pk), field) != "Pfizer"
    assert [each["new"] for each in change.difference] == ["Pfizer"]
    approve_change(change_id=change.pk, actor=reviewer, now=NOW)
    assert getattr(Person.objects.get(pk=person.pk), field) == "Pfizer"


def test_the_address_is_free(manager: User, person: Person) -> None:
    values = {"email": "ann@clinic.example"}
    assert change_person(person=person, values=values, actor=manager, now=NOW) is None
    assert Person.objects.get(pk=person.pk).email == "ann@clinic.example"


def test_every_course_that_tells_the_name_records_it_at_once(
    course: Course, manager: User, reviewer: User, person: Person
) -> None:
    other = factories.make_course(series=course.series)
    change = change_person(person=person, values={"name": "Anne Leigh"}, actor=manager, now=NOW)
    assert change is not None
    approve_change(change_id=change.pk, actor=reviewer, now=NOW)
    for each in (course, other):
        newest = FrontMatter.objects.filter(course=each).order_by("version").last()
        assert "Anne Leigh" in str(newest and newest.document)


def as_loaded_before_it_was_published(course: Course) -> Course:
    Course.objects.update(published_at=None)
    loaded = fresh(course)
    Course.objects.update(published_at=NOW - timedelta(days=1))
    return loaded


def test_an_owner_is_refused_in_a_course_that_was_published_meanwhile(
    course: Course, manager: User
) -> None:
    one_person_is_enough()
    stale = as_loaded_before_it_was_published(course)
    row = factories.make_relationship(course=course, kind="owner", nature="Owner")
    said: Any = {row.pk: Decision(relevant=False)}
    refused = refusal(
        lambda: judge_or_ask(form=row.form, course=stale, judgements=said, actor=manager, now=NOW)
    )
    assert refused.code == "published_needs_it"


def test_a_needed_text_stays_in_a_course_that_was_published_meanwhile(
    course: Course, manager: User
) -> None:
    one_person_is_enough()
    stale = as_loaded_before_it_was_published(course)
    refused = refusal(
        lambda: change_course(course=stale, values={"purpose": ""}, actor=manager, now=NOW)
    )
    assert refused.code == "published_needs_it"
    assert fresh(course).purpose


def test_nobody_gets_a_role_of_a_day_to_come_in_a_live_course(
    course: Course, manager: User, person: Person
) -> None:
    one_person_is_enough()
    known: dict[str, Any] = {"person": person, "kind": "reviewer", "actor": manager, "now": NOW}
    day = NOW.date() + timedelta(days=1)
    refused = refusal(lambda: add_role(course=fresh(course), assumed_on=day, **known))
    assert "no later than today" in refused.message
    add_role(course=fresh(course), assumed_on=NOW.date(), **known)
    assert person.roles.filter(kind="reviewer").exists()
