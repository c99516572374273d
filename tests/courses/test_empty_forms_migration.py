"""An update changes nothing of what learners read: empty forms that are told stay told."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from courses.models import Course, NothingToDisclose
from tests.courses.test_disclosure_statement import NONE, told
from tests.factories import make_course, make_disclosure, make_relationship

pytestmark = pytest.mark.django_db
migration: Any = import_module("courses.migrations.0022_empty_forms_told")
LATER = date(2026, 11, 1)


@pytest.fixture
def course() -> Course:
    return make_course()


def accept() -> list[NothingToDisclose]:
    migration.accept_what_is_told(apps, None)
    return list(NothingToDisclose.objects.all())


def test_a_form_that_is_told_after_a_relevant_relationship_stays_told(course: Course) -> None:
    make_relationship(course=course, relevant=True)
    form = make_disclosure(person=course.roles.all()[0].person, signed_on=LATER)
    [one] = accept()
    assert (one.form, one.course, one.accepted_by, one.accepted_at) == (form, course, None, None)
    assert told(course) == [NONE]


def test_a_form_after_one_that_nobody_judged_stays_told_in_every_course(course: Course) -> None:
    other = make_course(series=course.series, published_at=None)
    make_relationship(course=course)
    make_disclosure(person=course.roles.all()[0].person, signed_on=LATER)
    assert {one.course for one in accept()} == {course, other}
    assert told(course) == told(other) == [NONE]


def test_nothing_is_accepted_that_hides_nothing_or_is_not_told(course: Course) -> None:
    assert accept() == []
    make_relationship(course=course, relevant=True)
    person = course.roles.all()[0].person
    make_disclosure(person=person, signed_on=date(2062, 1, 1))
    newest = make_disclosure(person=person, signed_on=date(2026, 11, 2))
    newest.relationships.create(company="Acme", nature="speaker")
    assert accept() == []
