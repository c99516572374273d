"""Learners whose credit can be reported, and exports of it."""

import io
from datetime import UTC, datetime
from typing import Any

from openpyxl import load_workbook

from accounts import private_files
from accounts.models import User
from certificates.models import Certificate
from certificates.services.claims import claim_credit
from courses.models import Course, CreditOffer
from providers.models import Provider
from reporting.models import Consent, Export, ExportLayout, Licence, ReportingDestination
from reporting.services.exporting import start_export
from reporting.services.identity import give_consent, set_identity, withdraw_consent
from reporting.services.planning import ExportSelection, Plan, plan
from tests import factories
from tests.staff_members import make_staff

NOW = factories.NOW
LATER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
NPI = "1234567893"
LICENCE = "036.012345"


def make_reported_course(**fields: Any) -> Course:
    """Return a course that PARS knows, of a provider that PARS knows."""
    provider = fields.pop("provider", None) or factories.make_provider(pars_provider_id="0001234")
    offers = {"ama-pra-1": 4, "participation": 4}
    defaults = {"accme_activity_id": "201234567", "provider_activity_id": "HT-1", "offers": offers}
    return factories.make_course(**defaults | fields, provider=provider)


def destination(code: str = "pars") -> ReportingDestination:
    return ReportingDestination.objects.get(code=code)


def layout(code: str = "pars-learners") -> ExportLayout:
    return ExportLayout.objects.get(code=code)


def consent(user: User, code: str = "pars", now: datetime = NOW) -> Consent:
    text = destination(code).current_text
    assert text is not None
    return give_consent(user=user, text=text, now=now)


def withdraw(user: User, code: str = "pars", now: datetime = NOW) -> None:
    withdraw_consent(user=user, destination=destination(code), now=now)


def earn(
    course: Course,
    *,
    full_name: str = "Ana Díaz",
    profession: str = "physician-md",
    credit: str = "ama-pra-1",
    quarters: int = 3,
    npi: str = NPI,
    licence: str = LICENCE,
    state: str = "IL",
    birth_day: str = "02-29",
    consents: tuple[str, ...] = ("pars",),
) -> Certificate:
    """Return the certificate of a learner of whom everything is known; "" leaves something out."""
    user = factories.make_user(full_name=full_name, profession=profession)
    certificate = claim_credit(
        enrolment=factories.evaluated(user=user, course=course),
        credit_type_code=credit,
        quarters=quarters,
        attested=True,
        now=NOW,
    )
    given, _, family = full_name.rpartition(" ")
    set_identity(user=user, given_name=given, family_name=family, npi=npi, birth_day=birth_day)
    if licence:
        Licence.objects.create(user=user, state=state, number=licence, kind="Full")
    for code in consents:
        consent(user, code)
    return certificate


def learner_of(certificate: Certificate) -> User:
    assert certificate.learner is not None
    return certificate.learner


def provider_of(course: Course) -> Provider:
    return course.series.provider


def planned(
    course: Course, code: str = "pars-learners", now: datetime = NOW, **chosen: Any
) -> Plan:
    return plan(ExportSelection(provider_of(course), layout(code), **chosen), now=now)


def export(
    course: Course, code: str = "pars-learners", now: datetime = NOW, **chosen: Any
) -> Export:
    """Make an export of everything of the course's provider."""
    provider = provider_of(course)
    owner = User.objects.filter(memberships__provider=provider).first()
    selection = ExportSelection(provider, layout(code), **chosen)
    maker = owner or make_staff("owner", provider)
    return start_export(selection=selection, made_by=maker, now=now)


def reasons(found: Plan) -> list[list[str]]:
    return [each.reasons for each in found.left_out]


def set_maximum(course: Course, quarters: int) -> None:
    CreditOffer.objects.filter(course=course).update(max_quarters=quarters)


def content(made: Export) -> bytes:
    """Return the file of an export."""
    return private_files.read(made.stored_name)


def lines(made: Export) -> list[list[object]]:
    """Return the cells of a spreadsheet, row by row."""
    sheet = load_workbook(io.BytesIO(content(made))).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]
