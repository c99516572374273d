"""Publication is refused until everything that the rules demand is there (DOMAIN §2.7.1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pgtrigger
import pytest

from courses.models import Course
from courses.services.statements import templated_statement
from providers.models import StatementTemplate
from publishing.services.publishing import (
    REQUIRED_TEXTS,
    Incomplete,
    missing_for_publication,
    publish,
)
from tests.factories import (
    REVIEWED_ON,
    make_course,
    make_faculty,
    make_provider,
    make_relationship,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def draft(**values: Any) -> Course:
    return make_course(published_at=None, **values)


def codes(course: Course, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in missing_for_publication(course, now=now)]


@pytest.mark.parametrize("kind", ["series", "provider"])
def test_a_real_course_is_not_published_under_a_sample(kind: str) -> None:
    course = draft()
    owner = course.series if kind == "series" else course.series.provider
    owner.is_sample = True
    assert codes(course) == [f"sample_{kind}"]
    course.is_sample = True
    assert codes(course) == []


def test_a_complete_course_is_published() -> None:
    course = publish(course=draft(), now=NOW)
    assert course.published_at == NOW
    assert Course.objects.published().get() == course


def test_publishing_twice_keeps_the_first_moment() -> None:
    course = draft()
    publish(course=course, now=NOW)
    assert publish(course=course, now=NOW.replace(month=12)).published_at == NOW


@pytest.mark.parametrize("field", REQUIRED_TEXTS)
def test_a_required_element_must_not_be_blank(field: str) -> None:
    empty: Any = None if field.endswith(("_on", "_minutes")) else type(getattr(Course(), field))()
    assert f"{field}_missing" in codes(draft(**{field: empty}))


def test_the_refusal_names_everything_that_is_missing_at_once() -> None:
    course = draft(purpose="", copyright="")
    with pytest.raises(Incomplete) as caught:
        publish(course=course, now=NOW)
    assert [reason.code for reason in caught.value.missing] == [
        "purpose_missing",
        "copyright_missing",
    ]
    assert not Course.objects.published().exists()


@pytest.mark.parametrize(
    ("reviewed", "expires", "allowed"),
    [
        (date(2026, 6, 1), date(2029, 6, 1), True),
        (date(2026, 6, 1), date(2029, 6, 2), False),
        (date(2028, 2, 29), date(2031, 3, 1), True),
        (date(2028, 2, 29), date(2031, 3, 2), False),
    ],
)
def test_a_course_expires_within_three_years_of_its_review(
    reviewed: date, expires: date, allowed: bool
) -> None:
    course = draft(reviewed_on=reviewed, expires_on=expires)
    assert ("expires_late" not in codes(course)) is allowed


def test_a_review_before_the_release_counts() -> None:
    assert codes(draft(released_on=REVIEWED_ON + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("related", "code"),
    [
        ("assessments", "test_missing"),
        ("evaluations", "evaluation_missing"),
        ("videos", "video_missing"),
        ("offers", "credit_missing"),
    ],
)
def test_a_course_needs_its_parts(related: str, code: str) -> None:
    course = draft()
    with pgtrigger.ignore():  # a released version is frozen: see test_frozen_versions.py
        getattr(course, related).all().delete()
    assert codes(course) == [code]


def test_a_course_needs_faculty_and_a_planner() -> None:
    course = draft()
    course.roles.all().delete()
    assert codes(course) == ["faculty_missing", "planner_missing"]


def test_a_test_without_questions_is_no_test() -> None:
    course = draft()
    with pgtrigger.ignore():
        course.assessments.get().questions.all().delete()
    assert codes(course) == ["test_missing"]


def test_a_video_needs_captions() -> None:
    course = draft()
    course.videos.get().tracks.filter(kind="captions").delete()
    assert codes(course) == ["captions_missing"]


def test_credit_is_a_multiple_of_its_types_step() -> None:
    course = draft()
    offer = course.offers.get(credit_type__code="participation")
    offer.credit_type.increment_quarters = 2
    offer.credit_type.save()
    assert codes(course) == ["credit_step"]


@pytest.mark.parametrize(("minutes", "allowed"), [(8, True), (15, True), (22, True), (30, False)])
def test_the_estimated_time_is_what_the_credit_designates(minutes: int, allowed: bool) -> None:
    assert (codes(draft(estimated_minutes=minutes)) == []) is allowed


def test_a_jointly_provided_course_needs_the_joint_statement() -> None:
    assert codes(draft(joint_provider="Valley Clinic")) == ["accreditation_mismatch"]


def test_a_joint_statement_needs_the_other_provider() -> None:
    assert codes(draft(provider=make_provider(template="joint"))) == ["joint_provider_missing"]


def test_a_course_may_be_provided_otherwise_than_its_provider_usually_does() -> None:
    joint, direct = (StatementTemplate.objects.get(code=code) for code in ("joint", "direct"))
    assert codes(draft(joint_provider="Valley Clinic", accreditation_template=joint)) == []
    usually_joint = make_provider(template="joint")
    assert codes(draft(provider=usually_joint, accreditation_template=direct)) == []


def test_own_wording_needs_the_parts_that_are_mandated() -> None:
    course = draft(accreditation_override="As agreed.")
    assert codes(course) == ["override_incomplete"] * 2
    course.accreditation_override = f"{templated_statement(course)} Since 1950."
    course.save()
    assert codes(course) == []


def test_own_wording_does_not_settle_providership() -> None:
    assert "accreditation_mismatch" in codes(
        draft(joint_provider="Valley Clinic", accreditation_override="As agreed.")
    )


def test_everyone_in_control_needs_a_disclosure() -> None:
    course = draft()
    course.roles.all()[0].person.disclosures.all().delete()
    assert codes(course) == ["disclosure_missing"]


@pytest.mark.parametrize(
    ("signed", "allowed"), [(date(2024, 11, 23), True), (date(2024, 11, 22), False)]
)
def test_a_disclosure_is_at_most_24_months_old(signed: date, allowed: bool) -> None:
    course = draft()
    course.roles.all()[0].person.disclosures.update(signed_on=signed)
    assert (codes(course) == []) is allowed


def test_a_sample_keeps_loading_however_old_it_grows() -> None:
    course = draft(is_sample=True)
    assert codes(course, now=NOW.replace(year=2040)) == []


@pytest.mark.parametrize(
    ("relationship", "code"),
    [
        ({}, "relevance_undecided"),
        ({"relevant": True, "mitigated_on": None}, "not_mitigated"),
        ({"relevant": True, "mitigated_on": REVIEWED_ON + timedelta(days=1)}, "not_mitigated"),
    ],
)
def test_a_relationship_must_be_settled_before_the_role_was_assumed(
    relationship: dict[str, Any], code: str
) -> None:
    course = draft()
    make_relationship(course=course, **relationship)
    assert codes(course) == [code]


def test_a_relationship_mitigated_in_time_does_not_stand_in_the_way() -> None:
    course = draft()
    make_relationship(course=course, relevant=True, mitigated_on=REVIEWED_ON)
    assert codes(course) == []


def test_each_person_who_lacks_something_is_named() -> None:
    course = draft()
    other = make_faculty(course=course, name="Ben Oak").person
    other.disclosures.all().delete()
    messages = [reason.message for reason in missing_for_publication(course, now=NOW)]
    assert messages == [f"{other}: no disclosure signed within 24 months."]


def test_the_rules_of_structure_hold_for_samples_too() -> None:
    assert codes(draft(is_sample=True, bibliography="")) == ["bibliography_missing"]
