"""A form without relationships never hides what another said before it, unless staff accept it for the course."""

from datetime import date

import pytest

from courses.models import Course, DisclosureForm, Person
from courses.services.disclosure_statement import awaits_acceptance, disclosed_before, told_form
from tests.courses.test_disclosure_statement import MITIGATED, NONE, told
from tests.factories import REVIEWED_ON, make_course, make_disclosure, make_relationship

pytestmark = pytest.mark.django_db
LATER, LAST = date(2026, 11, 1), date(2026, 11, 10)
UNKNOWN = "Financial relationships not judged yet: Ann Lee, M.D."


@pytest.fixture
def course() -> Course:
    return make_course()


def holder(course: Course) -> Person:
    return Course.objects.with_front_matter().get(pk=course.pk).roles.all()[0].person


def sign(course: Course, day: date = LATER) -> DisclosureForm:
    return make_disclosure(person=holder(course), signed_on=day)


def waits(form: DisclosureForm, course: Course) -> bool:
    return awaits_acceptance(form, holder(course), course)


def test_after_a_relevant_relationship_it_is_told_once_it_is_accepted(course: Course) -> None:
    row = make_relationship(course=course, relevant=True)
    form = sign(course)
    assert told(course) == ["Ann Lee, M.D.: Acme, consultant", MITIGATED]
    assert waits(form, course)
    assert disclosed_before(form, holder(course), course) == [row]
    form.acceptances.create(course=course)
    assert told(course) == [NONE]
    assert not waits(form, course)


def test_the_first_form_is_told_at_once(course: Course) -> None:
    form = holder(course).disclosures.get()
    assert told(course) == [NONE]
    assert not waits(form, course)


def test_where_nothing_relevant_is_told_it_is_told_at_once(course: Course) -> None:
    make_relationship(course=course, relevant=False)
    form = sign(course)
    assert told_form(holder(course), course) == form
    assert not waits(form, course)


def test_it_is_accepted_for_each_course_by_itself(course: Course) -> None:
    other = make_course(series=course.series)
    row = make_relationship(course=course, relevant=True)
    row.judgements.create(course=other, relevant=True, mitigated_on=REVIEWED_ON)
    sign(course).acceptances.create(course=course)
    assert told(course) == [NONE]
    assert told(other) == ["Ann Lee, M.D.: Acme, consultant", MITIGATED]


def test_after_one_that_nobody_judged_no_absence_is_told(course: Course) -> None:
    row = make_relationship(course=course)
    form = sign(course)
    assert told(course) == [UNKNOWN]
    assert waits(form, course)
    row.judgements.create(course=course, relevant=False)
    assert told(course) == [NONE]


def test_signing_an_empty_form_again_hides_nothing_either(course: Course) -> None:
    row = make_relationship(course=course, relevant=True)
    sign(course)
    again = sign(course, LAST)
    assert MITIGATED in told(course)
    assert disclosed_before(again, holder(course), course) == [row]
    again.acceptances.create(course=course)
    assert told(course) == [NONE]
    assert told_form(holder(course), course) == again


def test_what_follows_an_accepted_form_needs_no_look_of_its_own(course: Course) -> None:
    make_relationship(course=course, relevant=True)
    sign(course).acceptances.create(course=course)
    again = sign(course, LAST)
    assert told_form(holder(course), course) == again
    assert not waits(again, course)


def test_a_form_entered_later_with_an_earlier_day_takes_back_nothing(course: Course) -> None:
    sign(course)
    paper = sign(course, date(2026, 10, 1))
    row = paper.relationships.create(company="Acme", nature="speaker")
    assert told(course) == [NONE]
    row.judgements.create(course=course, relevant=True, mitigated_on=REVIEWED_ON)
    assert told(course) == ["Ann Lee, M.D.: Acme, speaker", MITIGATED], "now somebody has looked"
