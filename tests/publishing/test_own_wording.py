"""Each activity chooses its accreditation statement; its own wording keeps the parts that accreditors mandate."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import Course
from courses.services.front_matter import record_front_matter
from courses.services.statements import (
    accreditation_statement,
    parts_missing,
    templated_statement,
)
from providers.models import StatementTemplate
from publishing.services.differences import own_wording_difference
from tests import factories
from tests.staff_members import sign_in

pytestmark = pytest.mark.django_db

DIRECT = (
    "The Hill Medical Society is accredited by the State Accreditor to provide continuing medical"
    " education for physicians."
)
JOINT = (
    "This activity has been planned and implemented in accordance with the accreditation requirements"
    " and policies of the State Accreditor through the joint providership of Hill Medical Society and"
    f" Ward & Co. {DIRECT}"
)
MANDATED = {
    "direct": [
        "{provider} is accredited by the Accreditation Council for Continuing Medical Education (ACCME)",
        "to provide continuing medical education for physicians",
    ],
    "joint": [
        (
            "in accordance with the accreditation requirements and policies of the Accreditation Council"
            " for Continuing Medical Education (ACCME)"
        ),
        "through the joint providership of {provider} and {joint_provider}",
        "{provider} is accredited by the ACCME",
        "to provide continuing medical education for physicians",
    ],
    "state": [
        "{provider} is accredited by the {accreditor}",
        "to provide continuing medical education for physicians",
    ],
    "state-joint": [
        "in accordance with the accreditation requirements and policies of the {accreditor}",
        "through the joint providership of {provider} and {joint_provider}",
        "{provider} is accredited by the {accreditor}",
        "to provide continuing medical education for physicians",
    ],
}


def template(code: str) -> StatementTemplate:
    return StatementTemplate.objects.get(code=code)


def make_state_course(**fields: Any) -> Course:
    provider = factories.make_provider(
        template="state", name="Hill Medical Society", accreditor="State Accreditor"
    )
    return factories.make_course(provider=provider, **fields)


def test_a_course_without_a_choice_has_its_providers_statement() -> None:
    assert accreditation_statement(make_state_course()) == DIRECT


def test_a_course_chooses_the_joint_statement_and_names_the_partner() -> None:
    course = make_state_course(
        accreditation_template=template("state-joint"), joint_provider="Ward & Co"
    )
    assert accreditation_statement(course) == JOINT
    assert record_front_matter(course).document


def test_learners_read_the_statement_that_the_course_chose() -> None:
    course = make_state_course(
        accreditation_template=template("state-joint"), joint_provider="Ward & Co"
    )
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    told = str(record_front_matter(fresh).document)
    assert "through the joint providership of Hill Medical Society and Ward &amp; Co" in told


def test_the_statements_that_come_along_have_their_mandated_parts() -> None:
    assert dict(StatementTemplate.objects.values_list("code", "mandated_parts")) == MANDATED


@pytest.mark.parametrize("code", MANDATED)
def test_each_statement_as_the_portal_words_it_has_its_own_mandated_parts(code: str) -> None:
    template(code).full_clean()
    course = make_state_course(accreditation_template=template(code), joint_provider="Ward & Co")
    course.accreditation_override = templated_statement(course)
    assert parts_missing(course) == []


@pytest.mark.parametrize(
    "wording",
    [
        f"{DIRECT} It does so since 1950.",
        (
            "The Hill  Medical\nSociety is accredited\u00a0by the State Accreditor\n to provide continuing"
            " medical education for physicians, and glad of it."
        ),
    ],
)
def test_own_wording_with_every_part_stands_whatever_its_blanks(wording: str) -> None:
    course = make_state_course(accreditation_override=wording)
    assert parts_missing(course) == []
    assert accreditation_statement(course) == wording


def test_the_shape_of_quotation_marks_does_not_count() -> None:
    course = make_state_course()
    course.series.provider.name = "The Hill's “Own” Society"
    course.accreditation_override = DIRECT.replace(
        "Hill Medical Society", 'The Hill’s "Own" Society'
    )
    assert parts_missing(course) == []


@pytest.mark.parametrize(
    ("wording", "missing"),
    [
        (
            "As agreed.",
            [
                "Hill Medical Society is accredited by the State Accreditor",
                "to provide continuing medical education for physicians",
            ],
        ),
        (
            DIRECT.replace("physicians", "doctors"),
            ["to provide continuing medical education for physicians"],
        ),
        (
            DIRECT.replace("accredited", "Accredited"),
            ["Hill Medical Society is accredited by the State Accreditor"],
        ),
    ],
)
def test_own_wording_without_a_part_lacks_it(wording: str, missing: list[str]) -> None:
    assert parts_missing(make_state_course(accreditation_override=wording)) == missing


def test_own_wording_of_a_joint_activity_names_the_joint_providership() -> None:
    course = make_state_course(
        accreditation_template=template("state-joint"),
        joint_provider="Ward & Co",
        accreditation_override=DIRECT,
    )
    assert "through the joint providership of Hill Medical Society and Ward & Co" in parts_missing(
        course
    )


def test_own_wording_shows_as_a_difference() -> None:
    course = make_state_course(accreditation_override=DIRECT.replace("physicians", "doctors"))
    marked = str(own_wording_difference(course))
    assert "<del>" in marked
    assert "doctors</ins>" in marked
    assert marked.count("State Accreditor") == 1, "what is the same is not marked"


def test_without_own_wording_there_is_no_difference() -> None:
    assert own_wording_difference(make_state_course()) == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "The {provider} of {nobody}."}, "Nothing fills {nobody}."),
        ({"mandated_parts": ["by {nobody}"]}, "Nothing fills {nobody}."),
        ({"mandated_parts": ["by the moon"]}, "does not contain “by the moon”"),
        ({"mandated_parts": []}, "Copy here from the text"),
    ],
)
def test_a_statement_with_what_nothing_can_satisfy_is_refused(
    fields: dict[str, Any], said: str
) -> None:
    row = template("state")
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=said):
        row.full_clean()


def test_of_a_statement_without_mandated_parts_the_whole_is_mandated() -> None:
    StatementTemplate.objects.update(mandated_parts=[])
    course = make_state_course(accreditation_override="We are accredited.")
    assert parts_missing(course) == [templated_statement(course)]
    course.accreditation_override = f"{templated_statement(course)} We teach."
    assert parts_missing(course) == []


def test_the_mandated_parts_are_edited_one_to_a_line() -> None:
    row = template("state")
    client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    address = reverse("admin:providers_statementtemplate_change", args=[row.pk])
    assert "\n".join(row.mandated_parts) in client.get(address).content.decode().replace(
        "&#x27;", "'"
    )
    typed = {
        "code": row.code,
        "name": row.name,
        "providership": row.providership,
        "text": row.text,
        "mandated_parts": " {provider} is accredited by the {accreditor}\r\n\r\nfor physicians ",
    }
    assert client.post(address, typed | {"mandated_parts": "{nobody}"}).status_code == 200
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert row.mandated_parts == [
        "{provider} is accredited by the {accreditor}",
        "for physicians",
    ]


def migrate(name: str) -> None:
    getattr(import_module("courses.migrations.0016_mandated_parts"), name)(apps, None)


def test_statements_changed_or_added_since_get_the_parts_that_they_contain() -> None:
    StatementTemplate.objects.update(mandated_parts=[])
    StatementTemplate.objects.filter(code="state").update(text="We, {provider}, teach.")
    StatementTemplate.objects.create(
        code="own",
        name="Own",
        providership="direct",
        text="The {provider} is accredited by the {accreditor} to teach.",
    )
    migrate("set_mandated_parts")
    found = dict(StatementTemplate.objects.values_list("code", "mandated_parts"))
    assert found == MANDATED | {
        "state": [],
        "own": ["{provider} is accredited by the {accreditor}"],
    }


def test_a_joint_course_with_its_own_wording_is_judged_by_the_joint_statement() -> None:
    joint = make_state_course(joint_provider="Ward", accreditation_override="As agreed.")
    others = [
        factories.make_course(series=joint.series),
        factories.make_course(series=joint.series, joint_provider="Ward"),
        factories.make_course(series=joint.series, accreditation_override="As agreed."),
        factories.make_course(
            provider=factories.make_provider(template="joint"),
            joint_provider="Ward",
            accreditation_override="As agreed.",
        ),
    ]
    migrate("choose_joint_statements")
    joint.refresh_from_db()
    assert joint.accreditation_template == template("state-joint")
    assert accreditation_statement(joint) == "As agreed."
    for other in others:
        other.refresh_from_db()
        assert other.accreditation_template is None


def test_an_installation_without_those_statements_keeps_its_courses() -> None:
    course = make_state_course(joint_provider="Ward", accreditation_override="As agreed.")
    StatementTemplate.objects.filter(code="state-joint").delete()
    migrate("choose_joint_statements")
    course.refresh_from_db()
    assert course.accreditation_template is None
