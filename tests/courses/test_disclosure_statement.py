"""What learners read about relationships follows from the judged forms, and from nothing else."""

from datetime import date
from typing import Any

import pytest

from courses.models import Course, Nature, Person, Role
from courses.services.disclosure_statement import disclosure_lines, newest_form, told_form
from tests.factories import (
    REVIEWED_ON,
    make_course,
    make_disclosure,
    make_faculty,
    make_relationship,
)

pytestmark = pytest.mark.django_db
HAS_NONE = "has a relevant financial relationship with an ineligible company. This is true of Ann Lee, M.D."
NONE = f"Nobody in control of the content of this activity {HAS_NONE}"
MITIGATED = "All of these relevant financial relationships have been mitigated."


@pytest.fixture
def course() -> Course:
    return make_course()


def told(course: Course) -> list[str]:
    return disclosure_lines(Course.objects.with_front_matter().get(pk=course.pk))


def test_absence_is_told_with_the_names_of_all(course: Course) -> None:
    assert told(course) == [NONE]
    make_faculty(course=course, name="Ben Oak", kind=Role.Kind.REVIEWER)
    assert told(course) == [NONE.replace("M.D.", "M.D.; Ben Oak, M.D.")]


def test_presence_is_told_with_names_companies_natures_and_mitigation(course: Course) -> None:
    make_faculty(course=course, name="Ben Oak")
    make_relationship(course=course, relevant=True)
    make_relationship(course=course, company="Devices Ltd", nature="Speaker", relevant=True)
    make_relationship(course=course, company="Other", relevant=False)
    assert told(course) == [
        "Ann Lee, M.D.: Acme, consultant",
        "Ann Lee, M.D.: Devices Ltd, Speaker",
        MITIGATED,
        NONE.replace("Nobody", "Nobody else").replace("Ann Lee", "Ben Oak"),
    ]


def test_what_was_not_mitigated_is_never_told_as_mitigated(course: Course) -> None:
    make_relationship(course=course, relevant=True, mitigated_on=None)
    make_relationship(course=course, company="Devices Ltd", relevant=True)
    assert told(course) == [
        "Ann Lee, M.D.: Acme, consultant",
        "Ann Lee, M.D.: Devices Ltd, consultant",
    ]


def test_staff_add_a_note_and_replace_nothing(course: Course) -> None:
    Course.objects.update(disclosure_note="Forms are renewed every year.")
    assert told(course) == [NONE, "Forms are renewed every year."]


def test_a_relationship_is_relevant_to_one_course_and_not_to_another(course: Course) -> None:
    other = make_course(series=course.series)
    row = make_relationship(course=course, relevant=True)
    row.judgements.create(course=other, relevant=False)
    assert told(course) == ["Ann Lee, M.D.: Acme, consultant", MITIGATED]
    assert told(other) == [NONE]


def test_a_newly_signed_form_never_hides_the_last_judged_one(course: Course) -> None:
    make_relationship(course=course, relevant=True)
    before = told(course)
    person = course.roles.all()[0].person
    newer = make_disclosure(person=person, signed_on=date(2026, 11, 1))
    row = newer.relationships.create(company="Devices Ltd", nature="speaker")
    assert told(course) == before
    row.judgements.create(course=course, relevant=False)
    assert told(course) == [NONE]


def test_a_newer_form_counts_only_once_every_relationship_is_judged(course: Course) -> None:
    old = told_form(course.roles.all()[0].person, course)
    person = course.roles.all()[0].person
    newer = make_disclosure(person=person, signed_on=date(2026, 11, 1))
    for company in ("Acme", "Devices Ltd"):
        row = newer.relationships.create(company=company, nature="speaker")
        assert told_form(course.roles.all()[0].person, course) == old
    for row in newer.relationships.all():
        row.judgements.create(course=course, relevant=False)
    assert told_form(course.roles.all()[0].person, course) == newer


def test_while_somebody_is_not_judged_no_absence_of_all_is_told(course: Course) -> None:
    make_relationship(course=course, company="Pfizer", kind="employee")
    unknown = "Financial relationships not judged yet: Ann Lee, M.D."
    assert told(course) == [unknown]
    make_faculty(course=course, name="Ben Oak")
    some = f"Of those whose disclosures were judged, nobody {HAS_NONE}"
    assert told(course) == [some.replace("Ann Lee", "Ben Oak"), unknown]
    make_faculty(course=course, name="Cora Fir").person.disclosures.all().delete()
    assert told(course)[1] == unknown.replace("M.D.", "M.D.; Cora Fir, M.D.")


@pytest.mark.parametrize(
    "judged",
    [
        {"kind": Nature.EMPLOYEE},
        {"mitigation_steps": ["peer-review"]},
        {"mitigated_on": date(2026, 1, 8)},
    ],
    ids=["employee", "nobody reviewed", "too late"],
)
def test_mitigated_is_only_told_where_every_rule_holds(
    course: Course, judged: dict[str, Any]
) -> None:
    make_relationship(course=course, relevant=True, **judged)
    assert told(course) == ["Ann Lee, M.D.: Acme, consultant"]


def test_a_reviewer_of_whom_nothing_is_judged_mitigates_nothing(course: Course) -> None:
    make_relationship(course=course, relevant=True, mitigation_steps=["peer-review"])
    reviewer = make_faculty(course=course, name="Ben Oak", kind=Role.Kind.REVIEWER).person
    assert MITIGATED in told(course)
    make_relationship(course=course, person=reviewer)
    assert MITIGATED not in told(course)


def test_a_form_dated_ahead_hides_nothing(course: Course) -> None:
    make_relationship(course=course, relevant=True)
    before = told(course)
    person = course.roles.all()[0].person
    make_disclosure(person=person, signed_on=date(2062, 1, 1))
    assert told(course) == before
    assert newest_form(person) == person.disclosures.get(signed_on=REVIEWED_ON)


def test_credentials_without_a_full_stop_get_one(course: Course) -> None:
    Person.objects.update(credentials="MD")
    assert told(course)[0].endswith(" of Ann Lee, MD.")
