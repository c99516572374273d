"""Each relationship is judged for each course of its person, and staff see what waits."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from courses.models import Course, DisclosureForm, FrontMatter, Judgement, Person, Relationship
from courses.services.front_matter import record_front_matter
from disclosure.services.people import with_disclosures
from disclosure.services.review import Decision, judge, look_again, open_judgements, version_of
from tests.factories import NOW, REVIEWED_ON, make_course, make_faculty, make_relationship
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOT_RELEVANT = Decision(relevant=False)


@pytest.fixture
def course() -> Course:
    return make_course(title="Listening")


@pytest.fixture
def other(course: Course) -> Course:
    return make_course(series=course.series, title="Speaking")


@pytest.fixture
def row(course: Course, other: Course) -> Relationship:
    """A relationship that nobody has judged yet, of a person with roles in both courses."""
    return make_relationship(course=course)


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Mia Manager")


@pytest.fixture
def staff(manager: User) -> Client:
    return sign_in(manager)


def waiting() -> list[tuple[str, int]]:
    people = with_disclosures(Person.objects.all())
    return sorted((each.course.title, each.count) for each in open_judgements(people))


def decide(row: Relationship, course: Course, actor: User, **values: Any) -> DisclosureForm:
    said = Decision(**{"relevant": False} | values)
    judgements = {row.pk: said}
    return judge(form=row.form, course=course, judgements=judgements, actor=actor, now=NOW)


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_a_new_form_waits_in_every_course_of_its_person(
    row: Relationship, course: Course, other: Course, manager: User
) -> None:
    assert waiting() == [("Listening", 1), ("Speaking", 1)]
    decide(row, course, manager)
    assert waiting() == [("Speaking", 1)]
    decide(row, other, manager)
    assert waiting() == []


def test_a_new_role_opens_its_judgements_and_a_retired_course_asks_no_more(
    row: Relationship, course: Course, other: Course, manager: User
) -> None:
    for each in (course, other):
        decide(row, each, manager)
    third = make_course(series=course.series, title="Writing")
    assert waiting() == [("Writing", 1)]
    Course.objects.filter(pk=third.pk).update(retired_at=NOW)
    assert waiting() == []


def test_a_judgement_is_on_record_with_who_and_when_and_changes_what_is_told_at_once(
    row: Relationship, course: Course, manager: User
) -> None:
    record_front_matter(Course.objects.with_front_matter().get(pk=course.pk))
    decide(row, course, manager, relevant=True, steps=("divested",), mitigated_on=REVIEWED_ON)
    judgement = Judgement.objects.get()
    assert (judgement.judged_by, judgement.judged_at) == (manager, NOW)
    assert (judgement.course, judgement.mitigation_steps) == (course, ["divested"])
    entry = AuditEntry.objects.get(action="disclosure-reviewed")
    assert entry.details["course"] == course.slug
    newest = FrontMatter.objects.filter(course=course).order_by("version").last()
    assert newest is not None
    assert "Acme" in str(newest.document)


def test_a_new_decision_needs_a_new_second_look(
    row: Relationship, course: Course, manager: User
) -> None:
    colleague = make_staff("reviewer", course.series.provider)

    def act(who: User) -> None:
        look_again(form=row.form, course=course, actor=who, now=NOW)

    assert refusal(lambda: act(colleague)) == "not_reviewed"
    decide(row, course, manager)
    assert refusal(lambda: act(manager)) == "same_person"
    act(colleague)
    assert Judgement.objects.get().second_look_by == colleague
    decide(row, course, manager)
    assert Judgement.objects.get().second_look_by is None


def test_what_cannot_be_judged(row: Relationship, course: Course, manager: User) -> None:
    elsewhere = make_course()
    assert refusal(lambda: decide(row, elsewhere, manager)) == "other_provider"
    known: Any = {"form": row.form, "course": course, "actor": manager, "now": NOW}
    assert refusal(lambda: judge(judgements={}, **known)) == "undecided"


@pytest.mark.parametrize(
    ("kind", "said", "rule"),
    [
        ("employee", {"steps": ("recused",)}, "owners and employees"),
        ("", {"steps": ("peer-review",)}, "mitigated by peer review"),
        ("", {"steps": ("recused",), "mitigated_on": NOW.date()}, "before the role"),
    ],
)
def test_a_live_course_takes_no_judgement_that_publishing_would_refuse(
    row: Relationship, course: Course, manager: User, kind: str, said: Any, rule: str
) -> None:
    Relationship.objects.update(kind=kind)
    known: Any = {"relevant": True, "mitigated_on": REVIEWED_ON}
    with pytest.raises(Refused) as caught:
        decide(row, course, manager, **known | said)
    assert caught.value.code == "published_needs_it"
    assert rule in caught.value.message
    assert not Judgement.objects.exists()
    Course.objects.update(published_at=None)
    course.refresh_from_db()
    decide(row, course, manager, **known | said)
    assert Judgement.objects.exists(), "what is not published may be incomplete"


def test_a_second_fault_can_be_mended_while_an_old_one_stays(
    row: Relationship, course: Course, manager: User
) -> None:
    Relationship.objects.update(kind="employee")
    row.judgements.create(course=course, relevant=True, mitigation_steps=["peer-review"])
    decide(row, course, manager, relevant=True, steps=("recused",), mitigated_on=REVIEWED_ON)
    assert Judgement.objects.get().mitigated_on == REVIEWED_ON


def test_what_is_refused_stays_as_typed(staff: Client, row: Relationship, course: Course) -> None:
    typed = {"relevant": "yes", "mitigation": "Slides cut.", "mitigated_on": "2026-11-20"}
    answer = post(staff, row, course, **typed)
    assert answer.status_code == 400
    assert "Slides cut.</textarea>" in answer.text
    assert "not mitigated before the role was assumed" in answer.text


def test_a_page_drawn_before_somebody_decided_overwrites_nothing(
    staff: Client, row: Relationship, course: Course
) -> None:
    colleague = make_staff("reviewer", course.series.provider, full_name="Rea Reader")
    decide(row, course, colleague, relevant=True, mitigation="Cut.", mitigated_on=REVIEWED_ON)
    answer = post(staff, row, course, relevant="no", seen=version_of(row, None))
    assert answer.status_code == 409
    told = "Rea Reader made a decision after you opened this page: relevant; Cut.; mitigated on January 7, 2026."
    assert told in answer.text
    judgement = Judgement.objects.get()
    assert judgement.relevant
    seen = version_of(row, judgement)
    assert f'-seen" value="{seen}">' in answer.text
    assert post(staff, row, course, relevant="no", seen=seen).status_code == 302
    assert not Judgement.objects.get().relevant


def test_of_two_at_the_same_moment_the_second_is_refused(
    row: Relationship, course: Course, manager: User
) -> None:
    seen = version_of(row, None)
    decide(row, course, manager, seen=seen)
    assert refusal(lambda: decide(row, course, manager, seen=seen)) == "judged_meanwhile"


@pytest.mark.parametrize("name", ["Ann Lee", "Dr. ann  LEE", "Ann B. Lée MD", "Ann Lee, M.D."])
def test_one_s_own_disclosure_is_known_by_the_name_too(
    row: Relationship, course: Course, name: str
) -> None:
    make_staff("owner", course.series.provider)
    own = make_staff("manager", course.series.provider, full_name=name)
    for address in ("", "other@example.org"):
        Person.objects.update(email=address)
        row.form.person.refresh_from_db()
        assert refusal(lambda: decide(row, course, own)) == "own_record"


def test_a_name_that_is_only_alike_is_somebody_else_s(row: Relationship, course: Course) -> None:
    decide(row, course, make_staff("manager", course.series.provider, full_name="Anna Lee"))
    assert Judgement.objects.exists()


def test_the_staff_home_names_live_courses_with_a_broken_rule(
    staff: Client, row: Relationship, course: Course, other: Course, manager: User
) -> None:
    make_faculty(course=course, name="Ben Oak")
    for each in (course, other):
        row.judgements.create(course=each, relevant=True, mitigated_on=REVIEWED_ON)
    words = "is published although a disclosure breaks a rule"
    assert words not in staff.get("/admin/").text
    Relationship.objects.update(kind="owner")
    Judgement.objects.filter(course=other).update(exception="unrelated", exception_reason="Tools.")
    home = staff.get("/admin/").text
    assert f"Listening {words}" in home
    assert f"Speaking {words}" not in home


def test_the_database_holds_the_rules(row: Relationship, course: Course, manager: User) -> None:
    known: dict[str, Any] = {"course": course, "relevant": False}
    wrong: list[dict[str, Any]] = [
        {"judged_by": manager, "second_look_by": manager, "second_look_at": NOW},
        {"exception": "unrelated"},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.judgements.create(**known | values)
    row.judgements.create(**known)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.judgements.create(**known)


def post(staff: Client, row: Relationship, course: Course, **typed: Any) -> Any:
    prefix = f"c{course.pk}-r{row.pk}"
    typed = {"seen": version_of(row, row.judgement_for(course.pk))} | typed
    named = {f"{prefix}-{name}": value for name, value in typed.items()}
    return staff.post(
        reverse("publishing:disclosure", args=[row.form_id]), {"course": course.slug} | named
    )


def page_of(staff: Client, row: Relationship, **asked: str) -> str:
    return staff.get(reverse("publishing:disclosure", args=[row.form_id]), asked).text


def test_the_page_has_a_section_for_each_course_and_folds_those_judged(
    staff: Client, row: Relationship, course: Course, other: Course, manager: User
) -> None:
    text = page_of(staff, row)
    for each in (course, other):
        assert f'id="course-{each.pk}" open>' in text
    decide(row, course, manager, relevant=True, steps=("recused",), mitigated_on=REVIEWED_ON)
    text = page_of(staff, row)
    assert f'id="course-{course.pk}">' in text
    assert f'id="course-{other.pk}" open>' in text
    assert "Reviewed by Mia Manager" in text


def test_another_course_s_judgement_is_filled_in_and_not_saved(
    staff: Client, row: Relationship, course: Course, other: Course, manager: User
) -> None:
    decide(row, course, manager, relevant=True, mitigation="Slides cut.", mitigated_on=REVIEWED_ON)
    text = page_of(staff, row)
    assert "Filled in with your decisions for Listening." in text
    assert text.count("Slides cut.</textarea>") == 2
    assert not Judgement.objects.filter(course=other).exists()


def test_the_errors_of_all_relationships_have_one_summary(
    staff: Client, row: Relationship, course: Course
) -> None:
    devices = make_relationship(course=course, company="Devices Ltd")
    place = reverse("publishing:disclosure", args=[row.form_id])
    sent = {f"c{course.pk}-r{each.pk}-seen": version_of(each, None) for each in (row, devices)}
    answer = staff.post(place, {"course": course.slug} | sent)
    assert answer.status_code == 400
    assert answer.text.count("autofocus") == answer.text.count("error-summary") == 1
    for each in (row, devices):
        field = f"c{course.pk}-r{each.pk}-relevant"
        assert f'<a href="#id_{field}_0">{each.company}, Is it relevant' in answer.text
        assert f'id="id_{field}_0"' in answer.text


def test_a_course_of_another_provider_has_no_section(staff: Client, row: Relationship) -> None:
    stranger = make_course(title="Elsewhere")
    assert f'id="course-{stranger.pk}"' not in page_of(staff, row, course=stranger.slug)
    place = reverse("publishing:disclosure", args=[row.form_id])
    assert staff.post(place, {"course": stranger.slug}).status_code == 404
    assert staff.post(place, {}).status_code == 404


def test_open_judgements_stand_on_the_staff_home_by_course(
    staff: Client, row: Relationship, course: Course, other: Course, manager: User
) -> None:
    make_relationship(course=course, company="Devices Ltd")
    home = staff.get("/admin/").text
    for title in ("Listening", "Speaking"):
        assert f"relationships to review in {title}" in home
    place = reverse("authoring:edit-people", args=[course.slug])
    assert f'href="{place}"' in home


def test_the_step_people_and_the_person_s_page_say_what_waits(
    staff: Client, row: Relationship, course: Course, other: Course, manager: User
) -> None:
    link = f"{reverse('publishing:disclosure', args=[row.form_id])}#course-{course.pk}"
    step = reverse("authoring:edit-people", args=[course.slug])
    person = reverse("disclosure:person", args=[row.form.person_id])
    assert "1 to review for this course" in staff.get(step).text
    for place in (step, person):
        assert f'href="{link}"' in staff.get(place).text
    decide(row, course, manager)
    assert "to review for this course" not in staff.get(step).text
    assert "1 to review" in staff.get(person).text
    decide(row, other, manager)
    assert "to judge" not in staff.get(person).text
    assert "For every course" in staff.get(person).text


def test_without_a_role_nothing_is_said_to_be_judged(staff: Client, row: Relationship) -> None:
    row.form.person.roles.all().delete()
    page = staff.get(reverse("disclosure:person", args=[row.form.person_id]))
    assert "Once they have a role" in page.text
    assert "For every course" not in page.text
