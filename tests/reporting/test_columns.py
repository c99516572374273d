"""Each column of each layout has an expected value here: a new one without a test fails."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from certificates.models import Certificate
from courses.models import Course
from progress.models import Enrolment
from providers.models import Provider
from reporting.models import (
    Consent,
    ExportColumn,
    ExportLayout,
    Format,
    Licence,
    ProfessionCode,
    Subject,
    TrackingNumber,
)
from reporting.services.records import CompletionRecord, RecordBuilder, with_identity
from reporting.services.totals import totals_of
from reporting.services.validators import VALIDATORS
from reporting.services.vocabulary import ACTIVITY, COMPLETION, cell, vocabulary_of
from tests import factories
from tests.reporting.people import (
    LATER,
    NOW,
    NPI,
    destination,
    earn,
    learner_of,
    make_reported_course,
    provider_of,
)

_HERE = "cells that the record itself tells: compared in the test"
EXPECTED: dict[str, Any] = {
    "action": "Add",
    "action_code": "add",
    "credit_id": _HERE,
    "given_name": "Ana María",
    "family_name": "Díaz",
    "certificate_name": "Ana María Díaz",
    "credentials": "",
    "email": _HERE,
    "birth_day": "02-29",
    "birth_day_us": "02/29",
    "birth_month": 2,
    "birth_date": 29,
    "npi": NPI,
    "licence_state": "FL",
    "licence_state_name": "Florida",
    "licence_number": "007.012345",
    "licence_kind": "Full",
    "unique_id": NPI,
    "unique_id_domain": "NPI",
    "state_cell": "State=FL",
    "profession_cell": "Profession=MD",
    "profession": "Physician (MD)",
    "profession_code": "MD",
    "learner_kind": "Physician",
    "consent_given_at": "2026-11-23T18:00:00Z",
    "consent_version": 2,
    "title": _HERE,
    "provider_name": _HERE,
    "learning_format": "enduring material",
    "pars_provider_id": "0001234",
    "accme_activity_id": "201234567",
    "provider_activity_id": "HT-1",
    "provider_number": "4711",
    "course_number": "815",
    "own_course_id": "",
    "credit_type": "ama-pra-1",
    "credit_name": "AMA PRA Category 1 Credits™",
    "credits": Decimal("0.75"),
    "completed_on": date(2026, 11, 23),
    "completed_on_us": "11/23/2026",
    "completed_at": "2026-11-23T00:00:00",
    "claimed_on": date(2026, 11, 23),
    "verification_code": _HERE,
    "completed": "Completed",
    "point": "Point",
    "nothing": "",
}
TOTALS: dict[str, Any] = {
    "pars_provider_id": "0001234",
    "accme_activity_id": "201234567",
    "provider_activity_id": "HT-1",
    "title": _HERE,
    "learning_format": "enduring material",
    "starts_on": date(2025, 1, 7),
    "ends_on": date(2028, 12, 31),
    "designated": Decimal(1),
    "physicians": 2,
    "others": 1,
    "joint_provider": "",
    "commercial_support": "No",
    "nothing": "",
}


@pytest.fixture
def course(db: None) -> Course:
    course = make_reported_course()
    provider, broker = provider_of(course), destination("ce-broker")
    TrackingNumber.objects.create(destination=broker, provider=provider, number="50-4711")
    TrackingNumber.objects.create(
        destination=broker, provider=provider, course=course, number="20-815"
    )
    profession = factories.make_user().profession
    assert profession is not None
    ProfessionCode.objects.create(destination=broker, profession=profession, code="MD")
    return course


@pytest.fixture
def certificate(course: Course) -> Certificate:
    return earn(
        course,
        full_name="Ana María Díaz",
        licence="007.012345",
        state="FL",
        consents=("ce-broker",),
    )


def scope_of(certificate: Certificate) -> CompletionRecord:
    rows = with_identity(Certificate.objects.filter(pk=certificate.pk))
    [record] = RecordBuilder(destination("ce-broker"), now=NOW).build(rows)
    return record


@pytest.mark.parametrize("expression", COMPLETION)
def test_a_value_of_a_completion_is_what_its_words_say(
    certificate: Certificate, expression: str
) -> None:
    record = scope_of(certificate)
    here = {
        "credit_id": f"ccid:localhost:{certificate.pk}",
        "email": learner_of(certificate).email,
        "title": certificate.title,
        "provider_name": certificate.provider_name,
        "verification_code": certificate.printed_code,
    }
    expected = here.get(expression, EXPECTED[expression])
    assert expected is not _HERE
    assert cell(expression, record) == expected


@pytest.mark.parametrize("expression", ACTIVITY)
def test_a_value_of_an_activity_is_what_its_words_say(course: Course, expression: str) -> None:
    for profession, degree, seen in (
        ("physician-md", "", True),
        ("resident-fellow", "md", True),
        ("registered-nurse", "", True),
        ("physician-do", "", False),
    ):
        user = factories.make_user(profession=profession, degree=degree)
        enrolment = factories.enrol(user=user, course=course)
        moment = NOW if seen else None
        Enrolment.objects.filter(pk=enrolment.pk).update(first_viewed_at=moment)
    [totals] = totals_of(Course.objects.filter(pk=course.pk).select_related("series__provider"))
    expected = course.title if expression == "title" else TOTALS[expression]
    assert cell(expression, totals) == expected


def test_every_column_of_every_layout_is_one_of_those(db: None) -> None:
    for column in ExportColumn.objects.select_related("layout"):
        expected = TOTALS if column.layout.subject == Subject.ACTIVITY else EXPECTED
        assert column.expression in expected, column
        assert column.expression in vocabulary_of(column.layout.subject)
        assert column.validator in {"", *VALIDATORS}
    assert set(EXPECTED) == set(COMPLETION)
    assert set(TOTALS) == set(ACTIVITY)


LAYOUT_HEADERS = {
    "pars-learners": ["Action", "ACCME Activity ID", "Provider Activity ID", "First Name"],
    "pars-learners-json": ["ReportingOrganization", "Member.Name.GivenName"],
    "pars-totals": ["ACCME Activity ID", "Provider Activity ID", "Title"],
    "ce-broker-roster": ["Provider tracking no.", "Course tracking no.", "Own course ID"],
    "board-list": ["Action", "First name", "Last name"],
    "records-csv": ["Completed", "Name"],
    "records-xlsx": ["Completed", "Name"],
}


def test_the_layouts_that_come_along_are_known(db: None) -> None:
    found = {each.code: each for each in ExportLayout.objects.all()}
    assert set(found) == set(LAYOUT_HEADERS)
    for code, headers in LAYOUT_HEADERS.items():
        shown = list(found[code].columns.values_list("header", flat=True))
        assert shown[: len(headers)] == headers
    assert "verify them against the template downloaded from PARS" in found["pars-learners"].note


def test_the_roster_has_the_eight_columns_of_ce_broker_and_no_names(db: None) -> None:
    roster = ExportLayout.objects.get(code="ce-broker-roster")
    assert roster.columns.count() == 8
    assert (roster.has_header, roster.format) == (False, Format.XLSX)


def test_a_list_without_consent_holds_nothing_sensitive(db: None) -> None:
    inside = ExportColumn.objects.filter(layout__destination__is_external=False)
    assert inside
    assert not [each for each in inside if COMPLETION[each.expression].sensitive]


def test_a_provider_may_count_from_the_enrolment_instead(course: Course) -> None:
    factories.enrol(user=factories.make_user(profession="physician-do"), course=course)
    Enrolment.objects.update(first_viewed_at=None)
    own = Course.objects.filter(pk=course.pk).select_related("series__provider")
    assert totals_of(own)[0].physicians == 0
    Provider.objects.update(counted_from="enrolment")
    assert totals_of(own)[0].physicians == 1


def test_a_deleted_learner_counts_once_still(course: Course) -> None:
    certificate = earn(course)
    learner_of(certificate).delete()
    [totals] = totals_of([course])
    assert (totals.physicians, totals.others) == (1, 0)


def test_an_own_course_id_stands_in_for_a_tracking_number(certificate: Certificate) -> None:
    TrackingNumber.objects.filter(course__isnull=False).delete()
    record = scope_of(certificate)
    assert (cell("course_number", record), cell("own_course_id", record)) == ("", "HT-1")


def with_(record: CompletionRecord, **changes: Any) -> CompletionRecord:
    return replace(record, **changes)


GOOD: dict[str, Any] = {
    "name": "Ana",
    "birth_day": "02/29",
    "state": "State=MP",
    "licence": "007.012345",
    "npi": NPI,
    "unique_id": NPI,
    "credits": Decimal("0.75"),
    "completion_date": date(2026, 11, 23),
    "consent": "2026-11-23T18:00:00Z",
    "activity_id": "201234567",
    "provider_id": "0001234",
    "credit_id": "ccid:localhost:1",
}
BAD: list[tuple[str, Any, dict[str, Any], str]] = [
    ("name", " ", {}, "no_name"),
    ("name", "Ana3", {}, "bad_name"),
    ("name", "A" * 51, {}, "bad_name"),
    ("birth_day", "02/30", {}, "bad_birth_day"),
    ("state", "XX", {}, "bad_state"),
    ("licence", "0 7", {}, "bad_licence"),
    ("licence", "none", {}, "bad_licence"),
    ("npi", "1234567890", {}, "bad_npi"),
    ("unique_id", "1234567890", {}, "bad_npi"),
    ("unique_id", "none", {"npi": ""}, "bad_licence"),
    ("credits", Decimal("1.25"), {}, "bad_credits"),
    ("credits", Decimal("0.80"), {}, "bad_credits"),
    ("credits", Decimal("0.75"), {"increment_quarters": 2}, "bad_credits"),
    ("credits", Decimal("0.75"), {"max_quarters": None}, "bad_credits"),
    ("completion_date", None, {"released_on": date(2026, 11, 24)}, "outside_dates"),
    ("completion_date", None, {"expires_on": date(2026, 11, 22)}, "outside_dates"),
    ("completion_date", None, {"today": date(2026, 11, 22)}, "outside_dates"),
    ("consent", "", {"consent_given_at": None}, "no_consent"),
    ("activity_id", "20123456", {}, "bad_activity_id"),
    ("activity_id", "２０１２３４５６７", {}, "bad_activity_id"),
    ("provider_id", "12345678", {}, "bad_provider_id"),
    ("credit_id", "ccid:a:b:c", {}, "missing_value"),
]


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_good_value_passes_its_check(certificate: Certificate, validator: str) -> None:
    assert VALIDATORS[validator](GOOD[validator], scope_of(certificate)) == ""
    assert any(validator == each for each, *_ in BAD)


@pytest.mark.parametrize(("validator", "value", "changes", "reason"), BAD)
def test_a_bad_value_is_refused_by_its_reason(
    certificate: Certificate, validator: str, value: Any, changes: dict[str, Any], reason: str
) -> None:
    record = with_(scope_of(certificate), **changes)
    assert VALIDATORS[validator](value, record) == reason


def test_withdrawn_consent_and_other_peoples_licences_are_not_in_the_record(
    certificate: Certificate,
) -> None:
    Licence.objects.create(user=factories.make_user(), state="FL", number="1")
    Consent.objects.update(withdrawn_at=LATER + timedelta(days=1))
    record = scope_of(certificate)
    assert (record.consent_given_at, record.licence_number) == (None, "007.012345")
