"""What must be settled about the people of a course before it is published."""

from datetime import date

import pytest

from authoring.services.copying import copy_course
from courses.models import Course, Judgement, Role
from courses.services.disclosure_statement import disclosure_faults
from publishing.services.checks import Candidate
from publishing.services.checks.people import judgements_missing
from tests.factories import (
    REVIEWED_ON,
    make_course,
    make_disclosure,
    make_faculty,
    make_relationship,
)
from tests.publishing.test_checks import BREAKS, candidate, failing, relationship
from tests.publishing.test_publishing import NOW
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "enough"), [("Ann Lee", False), ("Ben Oak", True)], ids=["themselves", "a colleague"]
)
def test_somebody_else_is_named_as_the_reviewer(name: str, enough: bool) -> None:
    found = candidate()
    BREAKS["peer_reviewer_missing"](found)
    make_faculty(course=found.course, name=name, kind=Role.Kind.REVIEWER)
    codes = failing(Candidate(Course.objects.get(), NOW))
    assert codes == (set() if enough else {"peer_reviewer_missing"})


def test_a_peer_reviewer_has_no_relevant_relationship() -> None:
    found = candidate()
    BREAKS["peer_reviewer_missing"](found)
    reviewer = make_faculty(course=found.course, name="Ben Oak", kind=Role.Kind.REVIEWER).person
    make_relationship(course=found.course, person=reviewer, relevant=True)
    assert failing(Candidate(Course.objects.get(), NOW)) == {"peer_reviewer_missing"}
    Judgement.objects.filter(relationship__form__person=reviewer).update(relevant=False)
    assert failing(Candidate(Course.objects.get(), NOW)) == set()


def test_mitigation_is_measured_by_the_first_of_several_roles() -> None:
    found = candidate()
    found.course.roles.filter(kind=Role.Kind.PLANNER).update(assumed_on=date(2025, 12, 1))
    relationship(relevant=True)(found)
    assert failing(Candidate(Course.objects.get(), NOW)) == {"not_mitigated"}


def test_another_course_s_judgement_is_none_for_this_one() -> None:
    found = candidate()
    other = make_course(series=found.course.series)
    make_relationship(course=other, relevant=False)
    assert failing(Candidate(Course.objects.get(pk=found.course.pk), NOW)) == {
        "relevance_undecided"
    }


def test_a_newer_form_is_judged_before_publishing_and_ages_are_its_own() -> None:
    found = candidate()
    found.people[0].disclosures.update(signed_on=date(2020, 1, 7))
    make_disclosure(person=found.people[0], signed_on=date(2026, 11, 1))
    make_relationship(course=found.course)
    assert failing(Candidate(Course.objects.get(), NOW)) == {"relevance_undecided"}


def test_a_newer_form_without_relationships_is_signed_in_time_and_waits_to_be_accepted() -> None:
    found = candidate()
    person = found.people[0]
    make_relationship(course=found.course, relevant=True)
    person.disclosures.update(signed_on=date(2020, 1, 7))
    form = make_disclosure(person=person, signed_on=date(2026, 11, 1))
    codes = failing(Candidate(Course.objects.get(), NOW))
    assert codes == {"relevance_undecided"}, "the form within 24 months is there"
    [words] = judgements_missing(Candidate(Course.objects.get(), NOW))
    assert words.startswith("Ann Lee, M.D.: the form of November 1, 2026 names no relationship")
    form.acceptances.create(course=found.course)
    assert failing(Candidate(Course.objects.get(), NOW)) == set()


def test_a_copy_asks_anew_whether_nothing_is_left_to_disclose() -> None:
    found = candidate()
    make_relationship(course=found.course, relevant=True)
    form = make_disclosure(person=found.people[0], signed_on=date(2026, 11, 1))
    form.acceptances.create(course=found.course)
    series = found.course.series
    owner = make_staff("owner", series.provider)
    copy = copy_course(
        source=found.course,
        series=series,
        title="Again",
        short_title="Again",
        slug="again",
        actor=owner,
        now=NOW,
    )
    assert list(judgements_missing(Candidate(copy, NOW)))
    assert not list(judgements_missing(Candidate(Course.objects.get(pk=found.course.pk), NOW)))


@pytest.mark.parametrize(
    ("began_on", "codes"),
    [
        (date(2026, 9, 1), set()),
        (date(2026, 1, 8), set()),
        (REVIEWED_ON, {"not_mitigated"}),
        (date(2025, 1, 1), {"not_mitigated"}),
        (None, {"not_mitigated"}),
    ],
)
def test_what_began_after_the_role_was_assumed_is_mitigated_after_that(
    began_on: date | None, codes: set[str]
) -> None:
    found = candidate()
    relationship(relevant=True, began_on=began_on, mitigated_on=date(2026, 10, 1))(found)
    assert failing(Candidate(Course.objects.get(), NOW)) == codes


def test_what_began_after_the_role_was_assumed_must_be_mitigated_too() -> None:
    found = candidate()
    relationship(relevant=True, began_on=date(2026, 9, 1), mitigated_on=None)(found)
    assert failing(Candidate(Course.objects.get(), NOW)) == {"not_mitigated"}


@pytest.mark.parametrize(("began_on", "is_asked"), [(None, True), (date(2025, 1, 1), False)])
def test_staff_read_to_ask_since_when_where_nothing_says_so(
    began_on: date | None, is_asked: bool
) -> None:
    course = make_course()
    make_relationship(
        course=course, relevant=True, began_on=began_on, mitigated_on=date(2026, 10, 1)
    )
    [fault] = disclosure_faults(course, course.roles.all())
    assert "not mitigated before the role was assumed." in fault.message
    asks = "If it began after that day, ask the person for a new form that gives its start date"
    assert (asks in fault.message) == is_asked
