"""Verification: anyone with a code sees what they may know, and nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from certificates.codes import format_code, new_code
from certificates.limits import VERIFICATIONS
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from certificates.services.revocation import revoke
from tests import factories
from tests.certificates.conftest import claim

pytestmark = pytest.mark.django_db

VERIFY = "/verify/"
CURRENT = "We issued this certificate; it is current"


def page_of(certificate: Certificate) -> str:
    return reverse("certificates:verification", args=[certificate.printed_code])


def test_a_code_shows_name_activity_credit_date_provider_and_status(
    client: Client, certificate: Certificate
) -> None:
    page = client.get(page_of(certificate)).content.decode()
    expected = (
        "Ana Díaz, MD",
        certificate.title,
        "0.75",
        "November 23, 2026",
        " Current<",
        CURRENT,
    )
    assert all(words in page for words in expected)
    assert f"<dt>Issued by</dt><dd>{certificate.provider_name}</dd>" in page
    learner = certificate.learner
    assert learner is not None
    for secret in (learner.email, str(certificate.pk), certificate.profession, "certificates/"):
        assert secret not in page


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), " {} ".format])
def test_a_code_may_be_typed_in_any_way(
    client: Client, certificate: Certificate, typed: type[str]
) -> None:
    for send in (client.get, client.post):
        response = send(VERIFY, {"code": typed(certificate.printed_code)})
        assert response["Location"] == page_of(certificate)


def test_another_spelling_leads_to_the_printed_one(
    client: Client, certificate: Certificate
) -> None:
    assert client.get(f"/verify/{certificate.code.lower()}/")["Location"] == page_of(certificate)


def test_a_slip_is_said_to_be_one(client: Client, certificate: Certificate) -> None:
    code = certificate.code
    swapped = next(
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for at in range(15)
        if code[at] != code[at + 1]
    )
    response = client.get(VERIFY, {"code": swapped})
    assert response.status_code == 400
    assert "two are swapped" in response.content.decode()
    assert client.get(f"/verify/{swapped}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2345", "you entered 4"),
        ("", "Enter the code"),
        ("1234-5678-9CDF-GHJK", "Our codes never contain “1”"),
        ("I have lost my certificate, what now?", "you entered 29"),
    ],
)
def test_what_is_no_code_is_refused_in_words(client: Client, typed: str, words: str) -> None:
    response = client.get(VERIFY, {"code": typed})
    assert response.status_code == 400
    assert words in response.content.decode()


def test_a_code_that_was_never_issued_is_not_found(client: Client) -> None:
    response = client.get(f"/verify/{format_code(new_code())}/")
    assert response.status_code == 404
    assert "we have no certificate with it" in response.content.decode()


def test_a_replaced_certificate_is_superseded_and_keeps_the_new_one_private(
    client: Client, certificate: Certificate
) -> None:
    newer = correct_certificate(certificate=certificate, name="Ana Ruiz", now=factories.NOW)
    page = client.get(page_of(certificate)).content.decode()
    assert "This certificate was replaced" in page
    assert newer.printed_code not in page
    assert str(newer.pk) not in page


def test_a_revoked_certificate_is_revoked_and_the_reason_stays_private(
    client: Client, certificate: Certificate
) -> None:
    revoke(certificate=certificate, reason="Private matter", now=factories.NOW)
    page = client.get(page_of(certificate)).content.decode()
    assert "Revoked" in page
    assert "Private matter" not in page


def test_a_sample_says_that_it_is_one(client: Client) -> None:
    course = factories.make_course(is_sample=True)
    certificate = claim(factories.evaluated(course=course), quarters=1)
    said = "Sample: no credit is awarded"
    assert said in client.get(page_of(certificate)).text
    newer = correct_certificate(certificate=certificate, name="Ana Ruiz", now=factories.NOW)
    assert said in client.get(page_of(certificate)).text, "replaced"
    revoke(certificate=newer, reason="Private matter", now=factories.NOW)
    assert said in client.get(page_of(newer)).text, "revoked"


def test_it_still_verifies_when_the_account_is_gone(
    client: Client, certificate: Certificate
) -> None:
    assert certificate.learner is not None
    certificate.learner.delete()
    assert "Ana Díaz, MD" in client.get(page_of(certificate)).content.decode()
    assert certificate.completed_on == date(2026, 11, 23)


def test_no_page_is_indexed_sets_a_cookie_or_names_the_activity_in_the_tab(
    client: Client, certificate: Certificate
) -> None:
    for url in (VERIFY, page_of(certificate), "/verify/2345/", f"/verify/{certificate.code}/"):
        response = client.get(url)
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies
        assert certificate.title not in response.content.decode().split("</title>")[0]


def test_one_address_may_not_ask_for_ever(client: Client, certificate: Certificate) -> None:
    answers = [client.get(page_of(certificate)).status_code for _ in range(VERIFICATIONS + 1)]
    # The minute may have changed on the way: then the count began again.
    assert answers[:VERIFICATIONS] == [200] * VERIFICATIONS
    again = [client.get(page_of(certificate)) for _ in range(VERIFICATIONS + 1)]
    refused = next(each for each in again if each.status_code == 429)
    assert refused["Retry-After"] == "60"
    assert "Ana Díaz" not in refused.content.decode()
    assert client.get(page_of(certificate), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_what_cannot_be_a_code_costs_no_try(client: Client, certificate: Certificate) -> None:
    slip = certificate.code[:-1] + ("2" if certificate.code[-1] != "2" else "3")
    for typed in ("nothing", slip, "1234-5678-9CDF-GHJK") * VERIFICATIONS:
        assert client.get(f"/verify/{typed}/").status_code == 404
    assert client.get(page_of(certificate)).status_code == 200


def test_the_whole_address_of_a_page_may_be_pasted(
    client: Client, certificate: Certificate
) -> None:
    for pasted in (certificate.verify_url, f"this is your code: {certificate.printed_code}."):
        assert client.get(VERIFY, {"code": pasted})["Location"] == page_of(certificate)


def test_it_takes_no_other_methods(client: Client, certificate: Certificate) -> None:
    assert client.post(page_of(certificate)).status_code == 405
    assert client.delete(VERIFY).status_code == 405
