"""A judgement that changes what learners of a live course read: two people, one, or a society of one."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, DisclosureForm, Judgement, NothingToDisclose, Relationship
from courses.services.disclosure_statement import MITIGATED, disclosure_lines
from disclosure.services.review import Decision
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change
from publishing.services.judging import judge_or_ask
from tests import factories
from tests.publishing.live_course import NOW, make_live_course
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
RELEVANT = Decision(relevant=True, steps=("recused",), mitigated_on=factories.REVIEWED_ON)


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def row(course: Course) -> Relationship:
    """A relationship that nobody has judged yet, in a newer form than the one that is told."""
    return factories.make_relationship(course=course)


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


def decide(
    row: Relationship, course: Course, actor: User, decision: Decision = RELEVANT
) -> CourseChange | None:
    said: Any = {row.pk: decision}
    return judge_or_ask(form=row.form, course=course, judgements=said, actor=actor, now=NOW)


def agree(change: CourseChange | None, actor: User) -> CourseChange:
    assert change is not None
    return approve_change(change_id=change.pk, actor=actor, now=NOW)


def told(course: Course) -> list[str]:
    return disclosure_lines(Course.objects.with_front_matter().get(pk=course.pk))


def test_with_two_people_learners_read_the_former_until_it_is_approved(
    course: Course, row: Relationship, manager: User, reviewer: User
) -> None:
    before = told(course)
    change = decide(row, course, manager)
    assert change is not None
    assert (told(course), Judgement.objects.count()) == (before, 0)
    shown = next(each for each in change.difference if each["label"] == "Disclosure")
    assert shown["old"] == "\n".join(before)
    assert agree(change, reviewer).approved
    assert shown["new"] == "\n".join(told(course))
    assert MITIGATED in told(course)
    assert Judgement.objects.get().judged_by == manager


def test_judging_anew_keeps_the_former_judgement_until_it_is_approved(
    course: Course, row: Relationship, manager: User, reviewer: User
) -> None:
    agree(decide(row, course, manager), reviewer)
    change = decide(row, course, manager, Decision(relevant=False))
    assert Judgement.objects.get().relevant
    assert agree(change, reviewer).approved
    assert not Judgement.objects.get().relevant


def test_what_changes_nothing_for_learners_is_kept_at_once(
    course: Course, row: Relationship, manager: User, reviewer: User
) -> None:
    agree(decide(row, course, manager), reviewer)
    more = Decision(relevant=True, steps=("divested",), mitigated_on=factories.REVIEWED_ON)
    assert decide(row, course, manager, more) is None
    assert Judgement.objects.get().mitigation_steps == ["divested"]


def test_with_one_person_it_is_kept_at_once(
    course: Course, row: Relationship, manager: User
) -> None:
    Provider.objects.update(second_approval=False)
    assert decide(row, course, manager) is None
    assert MITIGATED in told(course)


def test_a_society_of_one_decides_alone(course: Course, row: Relationship) -> None:
    owner = factories.make_user(is_staff=True, is_superuser=True)
    done = agree(decide(row, course, owner), owner)
    assert (done.approved, done.alone) == (True, True)
    assert MITIGATED in told(course)


def test_nobody_approves_what_is_told_of_themselves(
    course: Course, row: Relationship, manager: User, reviewer: User
) -> None:
    person = row.form.person
    person.email = reviewer.email
    person.save(update_fields=["email"])
    change = decide(row, course, manager)
    with pytest.raises(Refused) as refused:
        agree(change, reviewer)
    assert refused.value.code == "own_record"


def test_the_page_of_the_disclosure_shows_what_waits(
    course: Course, row: Relationship, manager: User
) -> None:
    decide(row, course, manager)
    place = reverse("publishing:disclosure", args=[row.form_id])
    assert "A change is waiting for a second person" in sign_in(manager).get(place).text


def empty_form(course: Course) -> DisclosureForm:
    """A form from paper, without relationships, of somebody whom the course tells of as a consultant."""
    factories.make_relationship(course=course, relevant=True)
    person = course.roles.all()[0].person
    return factories.make_disclosure(person=person, signed_on=date(2026, 11, 1))


def accept(form: DisclosureForm, course: Course, actor: User) -> CourseChange | None:
    return judge_or_ask(form=form, course=course, judgements={}, actor=actor, now=NOW)


def test_a_form_without_relationships_is_accepted_by_two_people(
    course: Course, manager: User, reviewer: User
) -> None:
    form = empty_form(course)
    before = told(course)
    assert MITIGATED in before
    change = accept(form, course, manager)
    assert change is not None
    assert (told(course), NothingToDisclose.objects.count()) == (before, 0)
    [shown] = change.difference
    assert shown["old"] == "\n".join(before)
    assert agree(change, reviewer).approved
    assert shown["new"] == "\n".join(told(course))
    assert shown["new"].startswith("Nobody in control")
    assert NothingToDisclose.objects.get().accepted_by == manager


def test_what_was_asked_for_is_out_of_date_once_the_paper_names_a_relationship(
    course: Course, manager: User, reviewer: User
) -> None:
    form = empty_form(course)
    change = accept(form, course, manager)
    form.relationships.create(company="Devices Ltd", nature="speaker")
    assert agree(change, reviewer).state == "void"
    assert not NothingToDisclose.objects.exists()
    assert MITIGATED in told(course)


def test_with_one_person_a_form_without_relationships_is_accepted_at_once(
    course: Course, manager: User
) -> None:
    Provider.objects.update(second_approval=False)
    form = empty_form(course)
    assert accept(form, course, manager) is None
    assert MITIGATED not in told(course)


def test_a_relationship_that_began_after_the_role_is_told_and_mitigated_by_two_people(
    course: Course, manager: User, reviewer: User
) -> None:
    person = course.roles.all()[0].person
    factories.make_disclosure(person=person, signed_on=date(2026, 11, 1))
    row = factories.make_relationship(course=course, began_on=date(2026, 9, 1))
    late = Decision(relevant=True, steps=("recused",), mitigated_on=date(2026, 11, 2))
    change = decide(row, course, manager, late)
    assert MITIGATED not in told(course)
    assert agree(change, reviewer).approved
    assert told(course)[:2] == ["Ann Lee, M.D.: Acme, consultant", MITIGATED]


def test_one_that_does_not_say_since_when_is_refused_with_what_to_do(
    course: Course, row: Relationship, manager: User
) -> None:
    late = Decision(relevant=True, steps=("recused",), mitigated_on=date(2026, 11, 2))
    with pytest.raises(
        Refused, match="ask the person for a new form that gives its start date"
    ) as no:
        decide(row, course, manager, late)
    assert no.value.code == "published_needs_it"
