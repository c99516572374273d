"""Each kind of change of a live course waits for its second person: people, names, recording, test; folders do not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from authoring.services.course_roles import add_role, move_role, remove_role
from authoring.services.version_rows import ITEMS, QUESTIONS
from courses.models import Choice, Course, Person, Question, Role, Video
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change
from publishing.services.person_changes import change_person
from publishing.services.releasing import use
from publishing.services.version_release import release_version
from tests import factories
from tests.publishing.live_course import NOW, fresh, make_live_course
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_live_course(seconds=400)


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


@pytest.fixture
def ben(course: Course) -> Person:
    person = factories.make_person(provider=course.series.provider, name="Ben Oak")
    factories.make_disclosure(person=person, signed_on=NOW.date())
    return person


def agree(change: CourseChange | None, actor: User) -> CourseChange:
    assert change is not None
    return approve_change(change_id=change.pk, actor=actor, now=NOW)


def add(course: Course, person: Person, actor: User) -> CourseChange | None:
    day = NOW.date() - timedelta(days=1)
    return add_role(
        course=fresh(course), person=person, kind="planner", assumed_on=day, actor=actor, now=NOW
    )


def test_somebody_new_waits(course: Course, ben: Person, manager: User, reviewer: User) -> None:
    change = add(course, ben, manager)
    assert not ben.roles.exists()
    assert change is not None
    shown, told = change.difference
    assert (shown["label"], shown["old"]) == ("Planner", "")
    assert shown["new"].startswith("Ben Oak")
    assert (told["label"], "Ben Oak" in told["new"]) == ("Disclosure", True)
    assert agree(change, reviewer).approved
    assert ben.roles.get().course == course


def test_whoever_leaves_stays_until_it_is_approved(
    course: Course, ben: Person, manager: User, reviewer: User
) -> None:
    role = Role.objects.create(course=course, person=ben, kind="planner", assumed_on=NOW.date())
    change = remove_role(role=role, actor=manager, now=NOW)
    assert ben.roles.exists()
    assert agree(change, reviewer).approved
    assert not ben.roles.exists()


def test_the_order_of_people_is_free(course: Course, ben: Person) -> None:
    role = Role.objects.create(
        course=course, person=ben, kind="planner", assumed_on=NOW.date(), position=9
    )
    move_role(role=role, up=True)
    assert course.roles.all()[1].person == ben
    assert not CourseChange.objects.exists()


def test_a_name_waits_where_a_live_course_tells_it_and_the_rest_is_saved(
    course: Course, manager: User, reviewer: User
) -> None:
    person = course.roles.all()[0].person
    values = {"name": "Anna Lee", "email": "anna@clinic.example"}
    change = change_person(person=person, values=values, actor=manager, now=NOW)
    person.refresh_from_db()
    assert (person.name, person.email) == ("Ann Lee", "anna@clinic.example")
    assert agree(change, reviewer).approved
    person.refresh_from_db()
    assert person.name == "Anna Lee"


def test_the_name_of_somebody_without_a_role_is_saved_at_once(ben: Person, manager: User) -> None:
    assert change_person(person=ben, values={"name": "Ben Elm"}, actor=manager, now=NOW) is None
    ben.refresh_from_db()
    assert ben.name == "Ben Elm"


def test_the_page_of_a_person_shows_the_name_that_waits(course: Course, manager: User) -> None:
    person, client = course.roles.all()[0].person, sign_in(manager)
    sent = {"name": "Anna Lee", "credentials": person.credentials, "email": "anna@clinic.example"}
    answer = client.post(reverse("authoring:save-person", args=[person.pk]), sent, follow=True)
    assert "A change is waiting for a second person" in answer.text
    person.refresh_from_db()
    assert (person.name, person.email) == ("Ann Lee", "anna@clinic.example")


def test_another_recording_waits(course: Course, manager: User, reviewer: User) -> None:
    new = factories.make_video(course=course, version=2, released_at=None, seconds=400)
    change = use(video=new, actor=manager, now=NOW)
    assert Video.objects.get(pk=new.pk).released_at is None
    assert agree(change, reviewer).approved
    assert fresh(course).current_video == new


def test_captions_edited_while_a_recording_waits_void_it(
    course: Course, manager: User, reviewer: User
) -> None:
    new = factories.make_video(course=course, version=2, released_at=None, seconds=400)
    change = use(video=new, actor=manager, now=NOW)
    new.tracks.update(vtt="WEBVTT\n\n00:00.000 --> 00:01.000\nSomething else.\n")
    assert agree(change, reviewer).state == "void"
    assert fresh(course).current_video != new


def test_another_test_waits_and_no_key_stands_in_the_request(
    course: Course, manager: User, reviewer: User
) -> None:
    new = QUESTIONS.begin(course=course, actor=manager)
    first = new.questions.all()[0]
    Question.objects.filter(pk=first.pk).update(stem="Asked anew?", rationale="SECRET")
    change = release_version(version=new, actor=manager, now=NOW)
    assert change is not None
    assert course.current_assessment != new
    labels = [each["label"] for each in change.difference]
    assert labels == ["Version", "Question 1", "Correct answers, explanations, and sources"]
    assert "SECRET" not in str(change.difference)
    assert agree(change, reviewer).approved
    assert fresh(course).current_assessment == new


def test_a_right_answer_edited_while_a_test_waits_voids_it(
    course: Course, manager: User, reviewer: User
) -> None:
    new = QUESTIONS.begin(course=course, actor=manager)
    change = release_version(version=new, actor=manager, now=NOW)
    one, other = new.questions.all()[0].choices.order_by("-is_correct")[:2]
    Choice.objects.filter(pk=one.pk).update(is_correct=False)
    Choice.objects.filter(pk=other.pk).update(is_correct=True)
    assert agree(change, reviewer).state == "void"


def test_an_evaluation_is_free(course: Course, manager: User) -> None:
    form = ITEMS.begin(course=course, actor=manager)
    assert release_version(version=form, actor=manager, now=NOW) is None
    assert fresh(course).current_evaluation == form


def test_only_the_kinds_that_were_asked_about_are_in_the_trail(
    course: Course, ben: Person, manager: User
) -> None:
    add(course, ben, manager)
    entry = AuditEntry.objects.get(action="change-asked")
    assert entry.details == {
        "kind": "role-added",
        "alone": False,
        "changed": ["Planner", "Disclosure"],
    }
