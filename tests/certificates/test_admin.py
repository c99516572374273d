"""Staff find and read every certificate of their provider in the admin, and change none."""

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from tests.staff_members import client_of

LIST = "admin:certificates_certificate_changelist"


@pytest.fixture
def staff(certificate: Certificate) -> Client:
    return client_of("support", certificate.course.series.provider)


@pytest.mark.parametrize("query", ["díaz", "{printed}", "{code}", "learner-"])
def test_a_certificate_is_found_by_name_code_or_address(
    staff: Client, certificate: Certificate, query: str
) -> None:
    query = query.format(printed=certificate.printed_code.lower(), code=certificate.code)
    page = staff.get(reverse(LIST), {"q": query}).content.decode()
    assert str(certificate.pk) in page


def test_a_search_for_something_else_finds_nothing(staff: Client, certificate: Certificate) -> None:
    assert str(certificate.pk) not in staff.get(reverse(LIST), {"q": "nobody"}).content.decode()


def test_issued_certificates_are_read_only(staff: Client, certificate: Certificate) -> None:
    page = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    text = staff.get(page).content.decode()
    assert certificate.wording[:30] in text
    assert 'name="name"' not in text
    assert staff.post(page, {"name": "Someone Else"}).status_code == 403
    assert staff.get(reverse("admin:certificates_certificate_add")).status_code == 403
    remove = reverse("admin:certificates_certificate_delete", args=[certificate.pk])
    assert staff.post(remove, {"post": "yes"}).status_code == 403
