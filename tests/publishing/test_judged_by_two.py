"""Who approves a judgement sees all of it, and nothing is hidden, let in or taken away by one person."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from authoring.services.course_roles import add_role, remove_role
from courses.models import Course, DisclosureForm, Judgement, Relationship, Role
from disclosure.services.review import Decision, is_final, judge
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change
from publishing.services.judging import judge_or_ask
from publishing.services.publish_requests import ask_to_publish, is_changed
from tests import factories
from tests.publishing.live_course import NOW, fresh, make_live_course
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOT_RELEVANT = Decision(relevant=False)


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


def decide(
    row: Relationship, course: Course, actor: User, decision: Decision
) -> CourseChange | None:
    said: Any = {row.pk: decision}
    return judge_or_ask(form=row.form, course=course, judgements=said, actor=actor, now=NOW)


def wait_for(
    row: Relationship, course: Course, actor: User, decision: Decision = NOT_RELEVANT
) -> CourseChange:
    change = decide(row, course, actor, decision)
    assert change is not None
    assert not Judgement.objects.filter(relationship=row, relevant=decision.relevant).exists()
    return change


def agree(change: CourseChange, actor: User) -> str:
    return approve_change(change_id=change.pk, actor=actor, now=NOW).state


def newer_paper(course: Course, **fields: Any) -> Relationship:
    """A relationship in a newer form from paper than the one that learners are told of."""
    person = course.roles.all()[0].person
    form = factories.make_disclosure(person=person, signed_on=NOW.date() - timedelta(days=3))
    known = {"company": "Pfizer", "nature": "Speaker", "kind": "speaker"}
    return form.relationships.create(**known | fields)


def test_a_relationship_that_learners_never_read_of_is_hidden_by_two_people(
    course: Course, manager: User, reviewer: User
) -> None:
    change = wait_for(newer_paper(course), course, manager)
    assert agree(change, reviewer) == "approved"
    assert not Judgement.objects.get().relevant


def test_an_owner_is_let_in_by_an_exception_of_two_people(course: Course, manager: User) -> None:
    row = newer_paper(course, kind="owner", nature="Owner")
    reason = "Sells chairs."
    decision = Decision(relevant=False, exception="unrelated", exception_reason=reason)
    [shown] = wait_for(row, course, manager, decision).difference
    assert "Exception: The content has nothing to do with" in shown["new"]
    assert reason in shown["new"]


def test_another_exception_takes_two_people(course: Course, manager: User) -> None:
    first: dict[str, Any] = {"exception": "unrelated", "exception_reason": "Sells chairs."}
    row = factories.make_relationship(course=course, kind="owner", relevant=False, **first)
    other = Decision(relevant=False, exception="basic-science", exception_reason="Of cells.")
    assert decide(row, course, manager, other) is not None
    assert Judgement.objects.get().exception == "unrelated"


@pytest.mark.parametrize("two", [False, True])
def test_one_person_judges_where_no_role_or_no_provider_asks_for_two(
    course: Course, manager: User, two: bool
) -> None:
    row = newer_paper(course)
    if two:
        person = factories.make_person(provider=course.series.provider, name="Bob Roe")
        DisclosureForm.objects.filter(pk=row.form_id).update(person=person)
    Provider.objects.update(second_approval=two)
    assert decide(Relationship.objects.get(), course, manager, NOT_RELEVANT) is None
    assert Judgement.objects.exists()


def test_who_approves_reads_how_and_when_it_was_mitigated(
    course: Course, manager: User, reviewer: User
) -> None:
    decision = Decision(
        relevant=True,
        steps=("divested",),
        mitigation="Sold all stock at the notary.",
        mitigated_on=factories.REVIEWED_ON,
    )
    change = wait_for(factories.make_relationship(course=course), course, manager, decision)
    page = sign_in(reviewer).get(reverse("publishing:course-change", args=[change.pk])).text
    for words in ("Person ended the relationship", "Sold all stock at the notary.", "Mitigated on"):
        assert words in page


def test_no_button_is_shown_to_whom_it_is_about(
    course: Course, manager: User, reviewer: User
) -> None:
    row = newer_paper(course)
    change = wait_for(row, course, manager)
    person = row.form.person
    person.email = reviewer.email
    person.save(update_fields=["email"])
    page = sign_in(reviewer).get(reverse("publishing:course-change", args=[change.pk])).text
    assert "Approve" not in page
    assert "This is your own record" in page


def test_a_form_stays_as_it_is_while_a_judgement_of_it_waits(course: Course, manager: User) -> None:
    row = newer_paper(course)
    assert not is_final(row.form)
    wait_for(row, course, manager)
    assert is_final(row.form)
    place = reverse("admin:courses_disclosureform_delete", args=[row.form_id])
    assert sign_in(manager).post(place, {"post": "yes"}).status_code == 403


def test_a_company_mended_while_its_judgement_waits_voids_it(
    course: Course, manager: User, reviewer: User
) -> None:
    row = newer_paper(course)
    change = wait_for(row, course, manager)
    Relationship.objects.update(company="Rival Devices", kind="owner")
    assert agree(change, reviewer) == "void"
    assert not Judgement.objects.exists()


def test_every_page_stands_that_a_form_is_gone(
    course: Course, manager: User, reviewer: User
) -> None:
    row = newer_paper(course)
    change = wait_for(row, course, manager)
    DisclosureForm.objects.filter(pk=row.form_id).delete()
    client = sign_in(reviewer)
    pages = {
        "publishing:course-change": change.pk,
        "authoring:edit-people": course.slug,
        "publishing:edit-review": course.slug,
        "disclosure:person": change.subject,
    }
    for name, argument in pages.items():
        assert client.get(reverse(name, args=[argument])).status_code == 200
    assert agree(change, reviewer) == "void"


@pytest.fixture
def newcomer(course: Course, manager: User) -> Relationship:
    """What somebody without a role disclosed: judged as not relevant by one person, as learners read nothing yet."""
    person = factories.make_person(provider=course.series.provider, name="Bob Roe")
    form = factories.make_disclosure(person=person, signed_on=NOW.date() - timedelta(days=3))
    row = form.relationships.create(company="Pfizer", nature="Speaker", kind="speaker")
    assert decide(row, course, manager, NOT_RELEVANT) is None
    return row


def ask_for_role(row: Relationship, course: Course, actor: User) -> CourseChange:
    day = NOW.date() - timedelta(days=1)
    known: dict[str, Any] = {"person": row.form.person, "kind": "faculty", "assumed_on": day}
    change = add_role(course=fresh(course), actor=actor, now=NOW, **known)
    assert change is not None
    return change


def test_a_new_role_shows_the_disclosure_with_it_and_how_it_was_judged(
    course: Course, manager: User, newcomer: Relationship
) -> None:
    role, told, judged = ask_for_role(newcomer, course, manager).difference
    assert role["label"] == "Faculty"
    assert ("Bob Roe" in told["old"], "Bob Roe" in told["new"]) == (False, True)
    assert "Pfizer: Speaker\nNot relevant" in judged["new"]


def test_another_judgement_while_a_new_role_waits_voids_it(
    course: Course, manager: User, reviewer: User, newcomer: Relationship
) -> None:
    change = ask_for_role(newcomer, course, manager)
    day = NOW.date() - timedelta(days=1)
    relevant = Decision(relevant=True, steps=("recused",), mitigated_on=day)
    assert decide(newcomer, course, manager, relevant) is None
    assert agree(change, reviewer) == "void"
    assert not Role.objects.filter(person=newcomer.form.person).exists()


def test_a_role_that_goes_shows_the_disclosure_without_it(course: Course, manager: User) -> None:
    role = factories.make_faculty(course=course, name="Bob Roe")
    change = remove_role(role=role, actor=manager, now=NOW)
    told = (
        next(each for each in change.difference if each["label"] == "Disclosure") if change else {}
    )
    assert ("Bob Roe" in told["old"], "Bob Roe" in told["new"]) == (True, False)


def test_another_exception_voids_a_request_to_publish(course: Course, manager: User) -> None:
    first: dict[str, Any] = {"exception": "unrelated", "exception_reason": "Sells chairs."}
    row = factories.make_relationship(course=course, kind="owner", relevant=False, **first)
    Course.objects.update(published_at=None)
    request = ask_to_publish(course=fresh(course), actor=manager, now=NOW)
    other = Decision(relevant=False, exception="basic-science", exception_reason="Of cells.")
    judge(form=row.form, course=fresh(course), judgements={row.pk: other}, actor=manager, now=NOW)
    request.refresh_from_db()
    assert is_changed(request, now=NOW)
