"""What learners read about commercial support: source and nature, or that there was none; never an amount."""

import json
from typing import Any

import pytest

from courses.forms.commercial_support import SupportForm
from courses.models import Course, SupportNature
from courses.services.front_matter import front_matter_document, record_front_matter
from publishing.services.checks import checklist
from tests.factories import NOW, make_course, make_support

pytestmark = pytest.mark.django_db


def told(course: Course) -> list[str]:
    elements = {each["key"]: each for each in front_matter_document(course)["elements"]}
    lines: list[str] = elements["commercial-support"]["lines"]
    return lines


def errors(course: Course, code: str) -> tuple[str, ...]:
    found = {each.check.code: each for each in checklist(Course.objects.get(), now=NOW)}
    assert found[code].required
    return tuple(found[code].errors)


def test_that_there_was_none_is_told_only_if_staff_stated_it() -> None:
    course = make_course()
    assert told(course) == ["This activity received no commercial support."]
    course.no_commercial_support = False
    course.save()
    told_now = {each["key"] for each in front_matter_document(course)["elements"]}
    assert "commercial-support" not in told_now
    assert "check that it received no commercial support" in errors(course, "support_unstated")[0]


def test_source_and_nature_are_named_and_nothing_else() -> None:
    course = make_course()
    make_support(course=course)
    make_support(
        course=course,
        source="Lab Co.",
        nature=SupportNature.IN_KIND,
        in_kind="loan of two ultrasound machines.",
    )
    assert told(course) == [
        "Acme Devices, Inc. supported this activity with an educational grant.",
        "Lab Co. supported this activity in kind: loan of two ultrasound machines.",
    ]
    document = json.dumps(front_matter_document(course))
    assert "2500" not in document
    assert "captions." not in document


def test_a_line_of_former_times_reads_as_it_stood_until_its_nature_is_recorded() -> None:
    course = make_course()
    line = "Supported by a grant from Acme; the faculty received none of it."
    make_support(course=course, source=line, nature="", amount=None)
    assert told(course) == [line]


def test_it_is_part_of_what_is_recorded_at_the_start() -> None:
    course = make_course()
    before = record_front_matter(course)
    make_support(course=course)
    assert record_front_matter(Course.objects.get()) != before


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"nature": ""}, "what kind of support it is"),
        ({"amount": None}, "how much it is"),
        ({"nature": SupportNature.IN_KIND}, "what was given"),
        ({"agreement": ""}, "the written agreement"),
        ({"signed_on": None}, "when the agreement was signed"),
    ],
)
def test_what_is_not_recorded_is_asked_for_before_publishing(
    fields: dict[str, Any], asked: str
) -> None:
    course = make_course(published_at=None)
    make_support(course=course, **fields)
    words = f"Commercial support of Acme Devices, Inc.: add {asked}."
    assert errors(course, "support_incomplete") == (words,)


def test_each_gap_is_a_line_of_its_own_so_that_a_live_course_is_completed_step_by_step() -> None:
    course = make_course(published_at=None)
    make_support(course=course, amount=None, agreement="")
    said = [line.rpartition(": add ")[2] for line in errors(course, "support_incomplete")]
    assert said == ["how much it is.", "the written agreement."]


def test_support_in_kind_needs_no_amount_and_the_use_may_follow() -> None:
    course = make_course(published_at=None)
    make_support(course=course, nature=SupportNature.IN_KIND, in_kind="A room", amount=None, use="")
    assert errors(course, "support_incomplete") == ()


@pytest.mark.parametrize(
    "fields", [{"source": "Acme®"}, {"nature": "in-kind", "in_kind": "www.acme.example"}]
)
def test_trade_marks_and_addresses_are_no_names(fields: dict[str, Any]) -> None:
    course = make_course(published_at=None)
    make_support(course=course, **fields)
    [error] = errors(course, "support_not_a_name")
    assert "by name only" in error


def test_what_was_given_in_kind_names_credit_in_full() -> None:
    course = make_course()
    make_support(course=course, nature=SupportNature.IN_KIND, in_kind="the Category 1 credit forms")
    [error] = errors(course, "trademark_form")
    assert error.startswith("commercial support: “Category 1 credit”")


def test_an_agreement_is_not_signed_on_a_day_to_come() -> None:
    typed = {"source": "Acme", "nature": "grant", "signed_on": "2999-01-01"}
    assert SupportForm(typed).errors["signed_on"] == [
        "Enter the date it was signed, no later than today."
    ]
