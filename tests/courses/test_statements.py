"""The statements whose wording the AMA and accreditors fix (DOMAIN §2.4, §2.6)."""

import re
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from courses.emphasis import credit_html, credit_plain
from courses.models import Course, CreditOffer, CreditType
from courses.services.statements import (
    accreditation_statement,
    amount,
    certificate_wording,
    designation_statement,
)
from tests import factories

pytestmark = pytest.mark.django_db


def stated_course(*, template: str = "direct", **fields: Any) -> Course:
    """Return the course that the statements speak of."""
    provider = factories.make_provider(
        template=template, name="Hill Medical Society", accreditor="State Accreditor"
    )
    return factories.make_course(provider=provider, title="Listening to patients", **fields)


def wording(code: str, quarters: int) -> str:
    course = stated_course()
    return certificate_wording(
        course=course,
        credit_type=CreditType.objects.get(code=code),
        quarters=quarters,
        completed_on=date(2026, 11, 3),
        offers=course.offers.all(),
    )


def test_the_designation_statement_is_the_amas_word_for_word() -> None:
    offer = stated_course().offers.get(credit_type__code="ama-pra-1")
    assert designation_statement(offer) == (
        "The Hill Medical Society designates this enduring material for a maximum of 0.25"
        " *AMA PRA Category 1 Credit(s)*™. Physicians should claim only the credit commensurate"
        " with the extent of their participation in the activity."
    )


def test_a_type_without_designation_has_no_statement() -> None:
    assert (
        designation_statement(stated_course().offers.get(credit_type__code="participation")) == ""
    )


@pytest.mark.parametrize(
    ("quarters", "printed"), [(1, "0.25"), (2, "0.50"), (4, "1.00"), (7, "1.75"), (40, "10.00")]
)
def test_an_amount_always_has_two_decimals(quarters: int, printed: str) -> None:
    assert amount(quarters) == printed


def test_a_directly_provided_course_names_its_provider_as_accredited() -> None:
    assert accreditation_statement(stated_course()) == (
        "The Hill Medical Society is accredited by the Accreditation Council for Continuing Medical"
        " Education (ACCME) to provide continuing medical education for physicians."
    )


def test_a_jointly_provided_course_names_both_providers() -> None:
    course = stated_course(template="state-joint", joint_provider="Valley Clinic")
    assert accreditation_statement(course) == (
        "This activity has been planned and implemented in accordance with the accreditation"
        " requirements and policies of the State Accreditor through the joint providership of Hill"
        " Medical Society and Valley Clinic. The Hill Medical Society is accredited by the State"
        " Accreditor to provide continuing medical education for physicians."
    )


@pytest.mark.parametrize(
    ("template", "statement"),
    [
        (
            "joint",
            (
                "This activity has been planned and implemented in accordance with the accreditation"
                " requirements and policies of the Accreditation Council for Continuing Medical Education"
                " (ACCME) through the joint providership of Hill Medical Society and Valley Clinic. The"
                " Hill Medical Society is accredited by the ACCME to provide continuing medical education"
                " for physicians."
            ),
        ),
        (
            "state",
            (
                "The Hill Medical Society is accredited by the State Accreditor to provide continuing"
                " medical education for physicians."
            ),
        ),
    ],
)
def test_the_other_statements_are_their_accreditors_word_for_word(
    template: str, statement: str
) -> None:
    course = stated_course(template=template, joint_provider="Valley Clinic")
    assert accreditation_statement(course) == statement


def test_the_statement_for_the_healthcare_team_is_prescribed_too() -> None:
    offer = stated_course(offers={"ipce": 4}).offers.get()
    assert designation_statement(offer) == (
        "This activity was planned by and for the healthcare team, and learners will receive 1.00"
        " Interprofessional Continuing Education (IPCE) credit for learning and change."
    )


def test_participation_in_a_course_without_ama_credit_speaks_of_none() -> None:
    course = stated_course()
    course.offers.filter(credit_type__code="ama-pra-1").delete()
    printed = certificate_wording(
        course=course,
        credit_type=CreditType.objects.get(code="participation"),
        quarters=4,
        completed_on=date(2026, 11, 3),
        offers=course.offers.all(),
    )
    assert printed.endswith("on November 3, 2026, for 1.00 hour of participation.")


def test_a_missing_part_of_a_statement_is_a_gap_to_fill() -> None:
    course = stated_course(template="joint", joint_provider="")
    statement = accreditation_statement(course)
    assert "of Hill Medical Society and [joint provider]. " in statement


@pytest.mark.parametrize("template", ["direct", "joint"])
def test_no_statement_just_lacks_a_part(template: str) -> None:
    course = stated_course(template=template, joint_provider="")
    course.title = course.series.provider.name = course.series.provider.accreditor = ""
    statements = [accreditation_statement(course)]
    for credit_type in CreditType.objects.all():
        offer = CreditOffer(course=course, credit_type=credit_type, max_quarters=4)
        statements.append(designation_statement(offer))
        statements.append(
            certificate_wording(
                course=course,
                credit_type=credit_type,
                quarters=4,
                completed_on=date(2026, 11, 3),
                offers=[],
            )
        )
    for statement in statements:
        assert not re.search(r"\b(and|of|the|by|for) *[.,]|  |“”", statement), statement


def test_an_override_stands_word_for_word() -> None:
    course = stated_course(accreditation_override="Exactly {provider} this.")
    assert accreditation_statement(course) == "Exactly {provider} this."


def test_a_physicians_certificate_states_the_credit_claimed() -> None:
    assert wording("ama-pra-1", 1) == (
        "participated in the enduring material titled “Listening to patients,” completed it on"
        " November 3, 2026, and was awarded 0.25 *AMA PRA Category 1 Credits*™."
    )


def test_a_wording_of_somebodys_own_keeps_its_punctuation() -> None:
    move_comma = import_module("courses.migrations.0031_comma_inside").move_comma
    own = "completed “{title}”, completed it on {date}."
    CreditType.objects.filter(code="ama-pra-1").update(certificate_wording=own)
    move_comma(apps, None)
    assert CreditType.objects.get(code="ama-pra-1").certificate_wording == own


def test_the_shipped_wording_gets_its_comma_inside() -> None:
    migration = import_module("courses.migrations.0031_comma_inside")
    types = CreditType.objects.filter(code="ama-pra-1")
    now = types.get().certificate_wording
    types.update(certificate_wording=migration.SHIPPED)
    migration.move_comma(apps, None)
    assert types.get().certificate_wording == now


def test_one_credit_is_singular() -> None:
    assert wording("ama-pra-1", 4).endswith("was awarded 1.00 *AMA PRA Category 1 Credit*™.")


def test_a_participation_certificate_says_what_the_activity_was_designated_for() -> None:
    assert wording("participation", 1) == (
        "has participated in the enduring material titled “Listening to patients” on November 3,"
        " 2026, for 0.25 hours of participation. This activity was designated for 0.25"
        " *AMA PRA Category 1 Credit(s)*™."
    )


def test_a_title_that_looks_like_a_placeholder_is_printed_as_it_is() -> None:
    course = factories.make_course(title="The {amount} of {provider}")
    credit_type = CreditType(certificate_wording="“{title}” {unknown}")
    printed = certificate_wording(
        course=course,
        credit_type=credit_type,
        quarters=1,
        completed_on=date(2026, 1, 1),
        offers=[],
    )
    assert printed == "“The {amount} of {provider}” {unknown}"


def test_a_placeholder_that_nothing_fills_is_refused_where_it_is_written() -> None:
    credit_type = CreditType.objects.get(code="ama-pra-1")
    credit_type.designation_template = "For {maximum} credits"
    with pytest.raises(ValidationError, match="maximum"):
        credit_type.clean()


def test_every_shipped_template_has_only_known_placeholders() -> None:
    for credit_type in CreditType.objects.all():
        credit_type.clean()


def test_the_trademark_phrase_is_italic_in_html_and_plain_elsewhere() -> None:
    name = "0.25 *AMA PRA Category 1 Credit*™"
    assert credit_html(name) == "0.25 <i>AMA PRA Category 1 Credit</i>™"
    assert credit_plain(name) == "0.25 AMA PRA Category 1 Credit(TM)"


def test_what_is_around_the_phrase_is_escaped() -> None:
    assert credit_html("<b> & *a<b>*") == "&lt;b&gt; &amp; <i>a&lt;b&gt;</i>"
