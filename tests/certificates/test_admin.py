"""Staff find and read every certificate; the one thing they do here is revoke, with a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from providers.models import Membership, Provider
from tests import factories
from tests.staff_members import client_of, make_staff, prove
from tests.staff_members import sign_in as sign_in_as

LIST = "admin:certificates_certificate_changelist"


def sign_in(role: str) -> Client:
    return client_of(role, *Provider.objects.all(), email="staff@example.org")


@pytest.fixture
def staff(certificate: Certificate) -> Client:
    return sign_in("support")


def revocation(certificate: Certificate, **extra: str) -> dict[str, object]:
    return {"action": "revoke_selected", "_selected_action": [str(certificate.pk)], **extra}


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


def test_revoking_asks_for_the_reason_first(staff: Client, certificate: Certificate) -> None:
    page = staff.post(reverse(LIST), revocation(certificate))
    assert 'name="reason"' in page.content.decode()
    staff.post(reverse(LIST), revocation(certificate, reason="  "))
    certificate.refresh_from_db()
    assert certificate.status == "valid"


def test_revoking_is_recorded_with_its_reason(staff: Client, certificate: Certificate) -> None:
    staff.post(reverse(LIST), revocation(certificate, reason="Claimed by another person"))
    certificate.refresh_from_db()
    assert certificate.status == "revoked"
    assert certificate.revocation_reason == "Claimed by another person"
    assert "Claimed by another person" in LogEntry.objects.get().change_message


def test_who_revokes_a_replaced_one_is_told_which_one_stands(
    staff: Client, certificate: Certificate
) -> None:
    newest = correct_certificate(certificate=certificate, name="Wu Li", now=factories.NOW)
    url, data = reverse(LIST), revocation(certificate, reason="Another person")
    assert newest.printed_code in staff.post(url, data, follow=True).content.decode()
    assert not LogEntry.objects.exists()


def test_who_may_only_look_cannot_revoke(certificate: Certificate) -> None:
    viewer = sign_in("viewer")
    viewer.post(reverse(LIST), revocation(certificate, reason="No right"))
    certificate.refresh_from_db()
    assert certificate.status == "valid"


def test_revoking_is_in_the_audit_trail(staff: Client, certificate: Certificate) -> None:
    staff.post(reverse(LIST), revocation(certificate, reason="Claimed by another person"))
    line = AuditEntry.objects.get(action="certificate-revoked")
    assert (line.action, line.reason) == ("certificate-revoked", "Claimed by another person")
    assert (line.learner, line.provider) == (
        certificate.learner,
        certificate.course.series.provider_id,
    )


def test_an_old_proof_revokes_nothing_and_what_was_typed_waits(
    staff: Client, certificate: Certificate
) -> None:
    sent = revocation(certificate, reason="Claimed by another person")
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        asked = staff.post(reverse(LIST), sent)
        assert asked["Location"].startswith("/accounts/second-factor/")
        page = prove(staff).get(reverse(LIST))
        assert "Claimed by another person" in page.text
        assert not AuditEntry.objects.filter(action="certificate-revoked").exists()
        staff.post(reverse(LIST), sent)
    certificate.refresh_from_db()
    assert certificate.status == "revoked"


def test_seeing_a_certificate_is_not_the_right_to_revoke_it(certificate: Certificate) -> None:
    elsewhere = factories.make_provider()
    member = make_staff("viewer", certificate.course.series.provider)
    Membership.objects.create(user=member, provider=elsewhere, role="support")
    sign_in_as(member).post(reverse(LIST), revocation(certificate, reason="No right here"))
    certificate.refresh_from_db()
    assert certificate.status == "valid"
