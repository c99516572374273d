"""Front matter of before holds the offers that its own lines told; what they lack, the course's offers say."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from courses.models import Course, CreditOffer, CreditType, FrontMatter, FrontMatterOffer
from courses.services.front_matter import front_matter_document
from tests import factories

pytestmark = pytest.mark.django_db


def told(course: Course, document: Any) -> dict[str, FrontMatterOffer]:
    """Record `document` as earlier versions of the portal did, fill in its offers, and return them."""
    FrontMatter.objects.create(course=course, version=1, digest="1", document=document)
    migration = import_module("courses.migrations.0010_offers_told_before")
    for _ in range(2):
        migration.tell(apps, None)
    rows = FrontMatterOffer.objects.select_related("credit_type")
    return {row.credit_type.code: row for row in rows}


def before(course: Course) -> dict[str, Any]:
    document = front_matter_document(course)
    return {"title": document["title"], "elements": document["elements"]}


def test_amount_format_and_statement_are_those_that_were_told() -> None:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 2})
    document = before(course)
    CreditOffer.objects.update(max_quarters=8)
    Course.objects.update(learning_format="live-activity")
    rows = told(Course.objects.get(), document)
    assert {code: row.max_quarters for code, row in rows.items()} == {
        "ama-pra-1": 1,
        "participation": 2,
    }
    ama = rows["ama-pra-1"]
    assert ama.learning_format == "enduring material"
    assert "for a maximum of 0.25 *AMA PRA Category 1 Credit(s)*™" in ama.designation_statement
    assert rows["participation"].designation_statement == ""


def test_a_type_that_was_renamed_or_removed_since_is_found() -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    document = before(course)
    CreditType.objects.filter(code="ama-pra-1").update(name_plural="*Other*", enabled=False)
    CreditOffer.objects.all().delete()
    assert set(told(course, document)) == {"ama-pra-1"}


def test_a_name_that_another_type_has_since_is_of_the_type_that_had_it_then() -> None:
    a, b = CreditType.objects.exclude(code="ama-pra-1")[:2]
    course = factories.make_course(offers={a.code: 4})
    document = before(course)
    name = a.name_singular
    CreditType.objects.filter(pk=a.pk).update(name_singular="Other hour", name_plural="Other hours")
    CreditType.objects.filter(pk=b.pk).update(name_singular=name)
    assert set(told(course, document)) == {a.code}


def test_of_two_types_on_offer_the_one_so_called_when_it_was_shown_is_meant() -> None:
    named = import_module("courses.migrations.0010_offers_told_before")._named
    first, renamed = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 3))
    hours, units = ("Hour", "Hours", "Hours"), ("Unit", "Units", "Units")
    names = [
        *((first, 1, *hours), (first, 2, *units)),
        *((renamed, 1, *units), (renamed, 2, *hours)),
        *((None, 1, *units), (None, 2, *hours)),
    ]
    for month, kind in ((2, 1), (4, 2)):
        shown = datetime(2025, month, 1, tzinfo=UTC)
        assert named("Hour", names, shown, {1, 2}) == named("Hours", names, shown, set()) == kind
    assert named("Hour", names, first, {2}) == 2
    assert named("Day", names, first, {1, 2}) is None


def designated(name: str, template: str) -> Course:
    """Return a course with the AMA's credit and with another of this name, both with a designation statement."""
    other = CreditType.objects.filter(code="participation")
    names = dict.fromkeys(["name_singular", "name_plural", "name_in_statement"], name)
    other.update(designation_template=template, **names)
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 4})
    return Course.objects.get(pk=course.pk)


def test_the_statement_of_a_type_whose_names_were_mended_since_is_found_among_several() -> None:
    course = designated("Nursing hour", "{provider} designates {max_amount} {max_credits}.")
    document = before(course)
    CreditType.objects.filter(code="ama-pra-1").update(
        name_singular="*AMA Credit*", name_plural="*AMA Credits*", name_in_statement="AMA Credit(s)"
    )
    rows = told(course, document)
    assert "0.25 *AMA PRA Category 1 Credit(s)*™" in rows["ama-pra-1"].designation_statement
    assert rows["participation"].designation_statement.endswith("designates 1.00 Nursing hour.")


@pytest.mark.parametrize(
    "template", ["X designates {max_amount} {max_credits} of this.", "{max_credits}: one. By X."]
)
def test_a_name_that_is_a_part_of_anothers_takes_no_statement_of_it(template: str) -> None:
    course = designated("Credit", template)
    rows = told(course, before(course))
    assert "AMA PRA Category 1" in rows["ama-pra-1"].designation_statement
    said = rows["participation"].designation_statement
    assert said == template.format(max_amount="1.00", max_credits="Credit")


def test_a_type_without_a_statement_takes_none_of_anothers() -> None:
    course = designated("Credit", "")
    rows = told(course, before(course))
    assert rows["participation"].designation_statement == ""
    assert "AMA PRA Category 1" in rows["ama-pra-1"].designation_statement


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"elements": None},
        {"elements": [{"key": "credit", "lines": None}, "x", {"key": "credit", "lines": ["?"]}]},
        {"elements": [{"key": "credit", "lines": ["9.75 unheard of"]}]},
    ],
)
def test_what_cannot_be_read_stays_empty(document: Any) -> None:
    assert told(factories.make_course(), document) == {}
