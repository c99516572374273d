"""A correction follows the profession recorded at the claim, and nobody becomes a physician by one."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Profession, User
from certificates.models import Certificate
from certificates.services.correction_offers import other_offers, physicians_offers, staff_offers
from certificates.services.corrections import (
    change_credit_type,
    correct_certificate,
    may_change_credit_type,
)
from courses.models import CreditType
from progress.errors import NotEligible
from publishing.services.offers import close_offer
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
LATER = factories.NOW + timedelta(days=3)
OFFERS = {"ama-pra-1": 4, "participation": 4, "ancc": 4}


@pytest.fixture
def nurses(db: None) -> Certificate:
    """A nurse's participation; the profile says “Physician (MD)” since."""
    CreditType.objects.update(enabled=True)
    CreditType.objects.filter(code="ancc").update(designation_template="Designated for nurses.")
    nurse = factories.make_user(profession="registered-nurse")
    course = factories.make_course(offers=OFFERS)
    certificate = claim(factories.evaluated(user=nurse, course=course), "participation", 2)
    become("physician-md")
    return Certificate.objects.get(pk=certificate.pk)


def become(code: str) -> None:
    User.objects.update(profession=Profession.objects.get(code=code))


def codes(offers: list[Any]) -> list[str]:
    return [each.credit_type.code for each in offers]


def test_a_claim_records_the_profession_by_its_code(nurses: Certificate) -> None:
    recorded = (nurses.profession, nurses.profession_code, nurses.pars_category)
    assert recorded == ("Registered nurse", "registered-nurse", "other")


def test_a_nurse_who_calls_herself_a_physician_afterwards_gets_no_ama_credit(
    nurses: Certificate, client: Client
) -> None:
    assert codes(other_offers(nurses)) == ["ancc"]
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        change_credit_type(
            certificate=nurses, credit_type_code="ama-pra-1", attested=True, now=LATER
        )
    assert nurses.learner
    client.force_login(nurses.learner)
    typed = {"credit_type": "ama-pra-1", "attested": "on"}
    answer = client.post(reverse("certificates:change-credit", args=[nurses.pk]), typed)
    assert answer.status_code == 400
    assert Certificate.objects.count() == 1


def test_what_the_recorded_profession_may_earn_is_still_hers(nurses: Certificate) -> None:
    new = change_credit_type(certificate=nurses, credit_type_code="ancc", attested=True, now=LATER)
    assert (new.credit_type_code, new.profession_code, new.pars_category) == (
        "ancc",
        "registered-nurse",
        "other",
    )


def test_a_physician_who_chose_participation_goes_through_staff_too(db: None) -> None:
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    certificate = claim(factories.evaluated(course=course), "participation", 2)
    assert not may_change_credit_type(certificate)


def test_both_pages_say_whom_to_write_to(nurses: Certificate, client: Client) -> None:
    assert nurses.learner
    client.force_login(nurses.learner)
    for url in (nurses.get_absolute_url(), reverse("certificates:change-credit", args=[nurses.pk])):
        page = client.get(url).content.decode()
        assert "Only physicians earn <i>AMA PRA Category 1 Credits</i>™" in page
        assert "with proof of your degree. The course team reviews it" in page
        assert "mailto:education@example.org" in page


def test_the_amount_stands_with_the_statement_of_its_designation(
    nurses: Certificate, client: Client
) -> None:
    assert nurses.learner
    client.force_login(nurses.learner)
    page = client.get(reverse("certificates:change-credit", args=[nurses.pk])).content.decode()
    assert "up to 1.00" in page
    assert "Designated for nurses." in page


def test_staff_alone_make_nobody_a_physician(nurses: Certificate) -> None:
    assert codes(staff_offers(nurses)) == ["participation", "ancc"]
    with pytest.raises(NotEligible) as refused:
        correct_certificate(certificate=nurses, credit_type_code="ama-pra-1", now=LATER)
    assert refused.value.code == "needs_second_person"
    new = correct_certificate(certificate=nurses, credit_type_code="ancc", now=LATER)
    assert (new.profession_code, new.pars_category) == ("registered-nurse", "other")


def test_staff_follow_the_recorded_profession_or_another_one_that_was_proven(
    nurses: Certificate,
) -> None:
    become("pharmacist")
    nurses = Certificate.objects.get()
    assert codes(staff_offers(nurses)) == ["participation", "ancc"]
    proven: dict[str, Any] = {"certificate": nurses, "now": LATER, "profession_code": "pharmacist"}
    for proof in ("", "…", "\u2060"):
        with pytest.raises(NotEligible) as refused:
            correct_certificate(**proven, proof=proof)
        assert refused.value.code == "proof_missing"
    with pytest.raises(NotEligible) as refused:
        correct_certificate(**proven, proof="State licence", credit_type_code="ancc")
    assert refused.value.code == "credit_type_not_offered"
    new = correct_certificate(**proven, proof="State licence")
    assert (new.profession, new.profession_code, new.pars_category) == (
        "Pharmacist",
        "pharmacist",
        "other",
    )


def test_one_person_makes_no_physician_of_a_certificate(nurses: Certificate) -> None:
    with pytest.raises(NotEligible) as refused:
        correct_certificate(
            certificate=nurses, profession_code="physician-md", proof="Licence", now=LATER
        )
    assert refused.value.code == "profession_not_listed"


def test_the_proof_of_another_profession_is_on_record(nurses: Certificate) -> None:
    staff = make_staff("owner", nurses.course.series.provider)
    url = reverse("support:correct-certificate", args=[nurses.learner_id, nurses.pk])
    client = sign_in(staff)
    typed = {
        "name": nurses.name,
        "profession": "pharmacist",
        "credit_type": "participation",
        "amount": "0.50",
        "reason": "The wrong one was chosen.",
    }
    assert "Say what proof of the profession" in client.post(url, typed).content.decode()
    assert client.post(url, typed | {"proof": "State licence"}).status_code == 302
    said = AuditEntry.objects.get(action="certificate-corrected").details
    assert (said["profession"], said["proof"]) == ("pharmacist", "State licence")


def test_a_credit_that_was_closed_before_the_claim_comes_by_no_correction() -> None:
    CreditType.objects.update(enabled=True)
    CreditType.objects.filter(code="ancc").update(designation_template="Designated for nurses.")
    nurse = factories.make_user(profession="registered-nurse")
    enrolment = factories.evaluated(user=nurse, course=factories.make_course(offers=OFFERS))
    staff = make_staff("owner", enrolment.course.series.provider)
    for code in ("ama-pra-1", "ancc"):
        offer = enrolment.course.offers.get(credit_type__code=code)
        day_before = factories.NOW - timedelta(days=1)
        close_offer(offer=offer, actor=staff, reason="Withdrawn", now=day_before)
    certificate = claim(enrolment, "participation", 2)
    offer = enrolment.course.offers.get(credit_type__code="participation")
    close_offer(offer=offer, actor=staff, reason="Withdrawn", now=LATER)
    assert codes(staff_offers(certificate)) == ["participation"]
    assert other_offers(certificate) == physicians_offers(certificate) == []
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        change_credit_type(
            certificate=certificate, credit_type_code="ancc", attested=True, now=LATER
        )


def test_another_amount_keeps_what_was_confirmed_at_the_claim(certificate: Certificate) -> None:
    CreditType.objects.filter(code="ama-pra-1").update(
        attestation="Another text", attestation_version=9
    )
    new = correct_certificate(certificate=certificate, quarters=2, now=LATER)
    assert (new.attestation, new.attestation_version) == (
        certificate.attestation,
        certificate.attestation_version,
    )


def test_certificates_from_before_get_the_code_also_by_a_former_name() -> None:
    course = factories.make_course(offers={"participation": 4})
    for profession in ("registered-nurse", "pharmacist", "dentist"):
        user = factories.make_user(profession=profession)
        claim(factories.evaluated(user=user, course=course), "participation", 1)
    Profession.objects.filter(code="pharmacist").update(name="Pharmacist (RPh)")
    migration: Any = import_module("certificates.migrations.0009_codes_of_professions")
    with connection.cursor() as cursor:
        cursor.execute(migration.UNLOCK)
        cursor.execute("UPDATE certificates_certificate SET profession_code = ''")
        cursor.execute(
            "UPDATE certificates_certificate SET profession = 'Gone' WHERE profession = 'Dentist'"
        )
        cursor.execute(migration.CODES)
        cursor.execute(migration.LOCK)
    found = dict(Certificate.objects.values_list("profession", "profession_code"))
    assert found == {
        "Registered nurse": "registered-nurse",
        "Pharmacist": "pharmacist",
        "Gone": "",
    }


def test_without_a_recorded_profession_a_learner_changes_no_credit_type(db: None) -> None:
    course = factories.make_course(offers={"participation": 4})
    certificate = claim(factories.evaluated(course=course), "participation", 1)
    certificate.profession_code = ""
    assert other_offers(certificate) == []
