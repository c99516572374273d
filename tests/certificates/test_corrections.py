"""Corrections supersede: once each by the learner, as often as needed by staff."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Mail
from certificates.models import Certificate
from certificates.services.corrections import (
    change_credit_type,
    correct_certificate,
    correct_name,
    may_change_credit_type,
    may_correct_name,
    move_credit,
)
from certificates.services.revocation import revoke
from courses.models import Course, CreditType
from progress.errors import NotEligible
from progress.models import Enrolment
from tests import factories
from tests.certificates.conftest import claim, filled_in

LATER = factories.NOW + timedelta(days=3)


def change(certificate: Certificate, code: str = "participation") -> Certificate:
    return change_credit_type(
        certificate=certificate, credit_type_code=code, attested=True, now=LATER
    )


@pytest.mark.parametrize("by", ["learner", "staff", "move"])
@pytest.mark.parametrize("sample", [True, False])
def test_a_correction_is_a_sample_as_its_certificate_was_issued(
    enrolment: Enrolment, sample: bool, by: str
) -> None:
    enrolment.course.is_sample = sample
    certificate = claim(enrolment, "participation" if by == "move" else "ama-pra-1")
    Course.objects.update(is_sample=not sample)
    certificate = Certificate.objects.get(pk=certificate.pk)
    if by == "learner":
        new = change(certificate)
    elif by == "staff":
        new = correct_certificate(certificate=certificate, now=LATER, quarters=1)
    else:
        new = move_credit(
            certificate=certificate,
            credit_type_code="ama-pra-1",
            quarters=1,
            degree="md",
            now=LATER,
        )
    assert new.is_sample is sample
    assert new.template_version.endswith("-sample") is sample
    assert ("would be" in new.wording) is sample


def test_a_mended_name_supersedes_and_keeps_the_dates(certificate: Certificate) -> None:
    new = correct_name(certificate=certificate, name="Anna Diaz", now=LATER)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.superseded_at) == ("superseded", LATER)
    assert (new.status, new.supersedes, new.name) == ("valid", certificate, "Anna Diaz")
    assert (new.claimed_at, new.completed_on) == (certificate.claimed_at, certificate.completed_on)
    assert new.issued_at == LATER
    assert new.code != certificate.code
    assert new.pdf_sha256 != certificate.pdf_sha256


def test_a_name_is_mended_once(certificate: Certificate) -> None:
    new = correct_name(certificate=certificate, name="Anna Díaz", now=LATER)
    assert not may_correct_name(new)
    with pytest.raises(NotEligible) as refused:
        correct_name(certificate=new, name="Ana Díaz", now=LATER)
    assert refused.value.code == "name_already_mended"
    assert "education@example.org" in refused.value.message


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Someone Else", "name_differs_too_much"),
        ("Ana Díaz", "name_unchanged"),
        ("Ana Díaz 😀", "name_not_valid"),
        ("", "name_not_valid"),
    ],
)
def test_what_is_no_slip_is_refused(certificate: Certificate, name: str, code: str) -> None:
    with pytest.raises(NotEligible) as refused:
        correct_name(certificate=certificate, name=name, now=LATER)
    assert refused.value.code == code
    assert may_correct_name(certificate)


def test_the_credit_type_changes_with_every_text_that_follows(certificate: Certificate) -> None:
    new = change(certificate)
    assert new.heading == "Certificate of Participation"
    assert "for 0.75 hours of participation" in new.wording
    assert new.designation_statement == ""
    assert new.attestation != certificate.attestation
    assert new.credit_quarters == 3


def test_the_credit_type_changes_once(certificate: Certificate) -> None:
    new = change(certificate)
    assert not may_change_credit_type(new)
    with pytest.raises(NotEligible, match="credit_type_already_changed"):
        change(new, "ama-pra-1")


def test_a_change_needs_the_other_types_attestation(certificate: Certificate) -> None:
    with pytest.raises(NotEligible, match="attestation_missing"):
        change_credit_type(
            certificate=certificate, credit_type_code="participation", attested=False, now=LATER
        )


@pytest.mark.parametrize("code", ["ancc", "ama-pra-1", ""])
def test_only_another_type_that_was_offered_can_be_had(certificate: Certificate, code: str) -> None:
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        change(certificate, code)


def test_a_nurse_cannot_change_to_ama_credit(db: None) -> None:
    nurse = factories.make_user(profession="registered-nurse")
    certificate = claim(factories.evaluated(user=nurse), "participation", 1)
    assert not may_change_credit_type(certificate)
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        change(certificate, "ama-pra-1")


def test_a_correction_does_not_follow_the_course(certificate: Certificate) -> None:
    type(certificate.course).objects.update(title="Another title")
    new = change(Certificate.objects.get())
    assert new.title == certificate.title
    assert certificate.title in new.wording
    assert "Another title" not in new.wording


def test_staff_correct_as_often_as_needed(certificate: Certificate) -> None:
    first = correct_certificate(
        certificate=certificate, name="Wu Li", credentials="DO", quarters=4, now=LATER
    )
    assert (first.printed_name, first.credit_quarters) == ("Wu Li, DO", 4)
    assert "1.00 *AMA PRA Category 1 Credit*™" in first.wording
    second = correct_certificate(certificate=first, credit_type_code="participation", now=LATER)
    assert second.heading == "Certificate of Participation"
    assert (second.claimed_at, second.name) == (certificate.claimed_at, "Wu Li")


def test_staff_are_held_to_the_amounts_too(certificate: Certificate) -> None:
    with pytest.raises(NotEligible, match="amount_too_large"):
        correct_certificate(certificate=certificate, quarters=5, now=LATER)
    with pytest.raises(NotEligible, match="amount_too_small"):
        correct_certificate(certificate=certificate, quarters=0, now=LATER)


def test_a_mended_name_leaves_the_credit_as_it_was_issued(certificate: Certificate) -> None:
    certificate.course.offers.all().delete()
    new = correct_certificate(
        certificate=certificate, name="Wu Li", credit_type_code="ama-pra-1", quarters=3, now=LATER
    )
    assert new.designation_statement == certificate.designation_statement


def test_what_changes_nothing_is_not_issued_again(certificate: Certificate) -> None:
    with pytest.raises(NotEligible, match="nothing_changed"):
        correct_certificate(certificate=certificate, name="Ana  Díaz", quarters=3, now=LATER)
    assert Certificate.objects.count() == 1


def test_a_mistaken_revocation_is_mended_by_a_corrected_certificate(db: None) -> None:
    certificate = claim(factories.evaluated(), "participation", 1)
    revoke(certificate=certificate, reason="Mistake", now=LATER)
    with pytest.raises(NotEligible, match="not_current"):
        correct_name(certificate=Certificate.objects.get(), name="Anna Díaz", now=LATER)
    new = correct_certificate(certificate=Certificate.objects.get(), now=LATER)
    assert new.status == "valid"
    assert Certificate.objects.get(pk=certificate.pk).status == "revoked"


def test_a_replaced_certificate_is_not_corrected_again(certificate: Certificate) -> None:
    correct_certificate(certificate=certificate, name="Wu Li", now=LATER)
    with pytest.raises(NotEligible, match="not_current"):
        correct_certificate(certificate=certificate, name="Li Wu", now=LATER)
    assert Certificate.objects.live().count() == 1


def test_a_correction_is_announced_too(certificate: Certificate) -> None:
    correct_certificate(certificate=certificate, name="Wu Li", now=LATER)
    assert Mail.objects.filter(kind="certificate-ready").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_corrections_at_once_one_counts() -> None:
    certificate = claim(factories.evaluated(), quarters=1)

    def correct(number: int) -> str:
        try:
            correct_certificate(certificate=certificate, name=f"Wu Li {number}", now=LATER)
        except NotEligible as refused:
            return refused.code
        finally:
            connections.close_all()
        return "corrected"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(correct, range(8)))
    assert outcomes == ["corrected"] + ["not_current"] * 7
    assert Certificate.objects.live().count() == 1


def test_the_name_page_mends_once(signed_in: Client, certificate: Certificate) -> None:
    url = reverse("certificates:correct-name", args=[certificate.pk])
    assert "Ana Díaz" in signed_in.get(url).content.decode()
    bad = signed_in.post(url, {"name": "Someone Else"})
    assert bad.status_code == 400
    assert "Someone Else" in bad.content.decode()
    new = signed_in.post(url, {"name": "Anna Díaz"})["Location"]
    assert Certificate.objects.live().get().get_absolute_url() == new
    assert signed_in.post(url, {"name": "Anna Diaz"})["Location"] == certificate.get_absolute_url()


def test_the_credit_page_changes_once(signed_in: Client, certificate: Certificate) -> None:
    url = reverse("certificates:change-credit", args=[certificate.pk])
    page = signed_in.get(url).content.decode()
    assert "0.75 <i>AMA PRA Category 1 Credits</i>™" in page
    fine = filled_in(signed_in, url, {"credit_type": "participation", "attested": "on"})
    CreditType.objects.filter(code="participation").update(attestation="I was there.")
    stale = signed_in.post(url, fine)
    assert "has changed since you opened this page" in stale.content.decode()
    assert not stale.context["form"]["attested"].value()
    fine = filled_in(signed_in, url, {"credit_type": "participation", "attested": "on"})
    assert signed_in.post(url, {"credit_type": "participation"}).status_code == 400
    assert signed_in.post(url, {**fine, "credit_type": "ancc"}).status_code == 400
    new = signed_in.post(url, fine)["Location"]
    assert Certificate.objects.live().get().get_absolute_url() == new
    assert signed_in.post(url, fine)["Location"] == certificate.get_absolute_url()


def test_a_change_that_is_refused_and_drawn_with_another_statement_is_unticked(
    signed_in: Client, certificate: Certificate
) -> None:
    url = reverse("certificates:change-credit", args=[certificate.pk])
    typed = filled_in(signed_in, url, {"credit_type": "ancc", "attested": "on"})
    CreditType.objects.filter(code="participation").update(attestation="I was there.")
    answer = signed_in.post(url, typed)
    assert "I was there." in answer.text
    assert not answer.context["form"]["attested"].value()


def test_an_enrolment_keeps_one_live_certificate_through_it_all(enrolment: Enrolment) -> None:
    certificate = claim(enrolment)
    certificate = correct_name(certificate=certificate, name="Anna Díaz", now=LATER)
    certificate = change(certificate)
    correct_certificate(certificate=certificate, name="Wu Li", now=LATER)
    assert Certificate.objects.filter(enrolment=enrolment).count() == 4
    assert Certificate.objects.live().filter(enrolment=enrolment).count() == 1
