"""The certificate's page and PDF: the owner's and the staff's, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from certificates.services.revocation import revoke
from providers.models import Provider
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import client_of


@pytest.fixture
def staff(certificate: Certificate) -> Client:
    return client_of("support", *Provider.objects.all())


def pages_of(certificate: Certificate) -> list[str]:
    names = ("detail", "pdf", "correct-name", "change-credit")
    return [reverse(f"certificates:{name}", args=[certificate.pk]) for name in names]


def test_the_page_says_what_the_paper_says(signed_in: Client, certificate: Certificate) -> None:
    page = signed_in.get(certificate.get_absolute_url()).content.decode()
    for words in ("Ana Díaz, MD", certificate.title, certificate.printed_code, "0.75"):
        assert words in page
    for words in ("Download certificate", "Correct your name", "Change the credit type"):
        assert words in page


def test_to_a_stranger_there_is_no_such_certificate(
    stranger: Client, certificate: Certificate
) -> None:
    assert {stranger.get(url).status_code for url in pages_of(certificate)} == {404}


def test_signed_out_one_is_asked_to_sign_in(client: Client, certificate: Certificate) -> None:
    for url in pages_of(certificate):
        assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_the_public_code_does_not_open_the_private_page(
    signed_in: Client, certificate: Certificate
) -> None:
    assert signed_in.get(f"/certificates/{certificate.printed_code}/").status_code == 404


def test_staff_read_but_do_not_correct_in_the_learners_name(
    staff: Client, certificate: Certificate
) -> None:
    detail, pdf, mend, change = pages_of(certificate)
    assert (staff.get(detail).status_code, staff.get(pdf).status_code) == (200, 200)
    assert (staff.get(mend).status_code, staff.get(change).status_code) == (404, 404)
    assert "Correct your name" not in staff.get(detail).content.decode()


def test_staff_read_it_behind_their_second_factor_and_it_is_recorded(
    staff: Client, certificate: Certificate
) -> None:
    detail, pdf, *_ = pages_of(certificate)
    person = User.objects.get(is_staff=True)
    mailbox_alone = Client()
    mailbox_alone.force_login(person)
    assert {mailbox_alone.get(page).status_code for page in (detail, pdf)} == {404}
    assert not AuditEntry.objects.exists()
    assert {staff.get(page).status_code for page in (detail, pdf)} == {200}
    line = AuditEntry.objects.get()
    assert (line.action, line.actor, line.learner) == ("record-read", person, certificate.learner)


def test_the_pdf_is_never_stored_and_has_a_neutral_name(
    signed_in: Client, certificate: Certificate
) -> None:
    response = signed_in.get(reverse("certificates:pdf", args=[certificate.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="certificate-2026-11-23.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


def test_the_pdf_comes_from_the_row_alone(signed_in: Client, certificate: Certificate) -> None:
    url = reverse("certificates:pdf", args=[certificate.pk])
    before = signed_in.get(url).content
    User.objects.update(full_name="Someone Else", credentials="XX")
    type(certificate.course).objects.update(title="Another title")
    assert signed_in.get(url).content == before


def test_a_replaced_certificate_says_so_and_leads_to_the_newest(
    signed_in: Client, certificate: Certificate
) -> None:
    second = correct_certificate(certificate=certificate, name="Ana Ruiz", now=factories.NOW)
    newest = correct_certificate(certificate=second, name="Ana Sol", now=factories.NOW)
    page = signed_in.get(certificate.get_absolute_url()).content.decode()
    assert "was replaced" in page
    assert newest.get_absolute_url() in page
    assert "Correct your name" not in page


def test_a_revoked_certificate_says_so_and_has_no_document(
    signed_in: Client, certificate: Certificate
) -> None:
    revoke(certificate=certificate, reason="Issued in error", now=factories.NOW)
    page = signed_in.get(certificate.get_absolute_url()).content.decode()
    assert "Issued in error" in page
    assert "Download certificate" not in page
    gone = signed_in.get(reverse("certificates:pdf", args=[certificate.pk]))
    assert gone.status_code == 410
    assert "education@example.org" in gone.content.decode()


def panel(html: str) -> str:
    """Return the page's next action, or ""."""
    return html.partition('class="card panel"')[2].partition("</section>")[0]


def test_the_page_leads_on_to_the_next_course_of_the_series(
    signed_in: Client, certificate: Certificate, learner: User
) -> None:
    part = certificate.course
    page = signed_in.get(certificate.get_absolute_url()).content.decode()
    assert f"{part.short_title} complete." in page
    assert panel(page) == ""
    following = factories.make_course(series=part.series, position=part.position + 1)
    factories.make_course(series=part.series, position=part.position + 2)
    shown = panel(signed_in.get(certificate.get_absolute_url()).content.decode())
    assert f"{following.short_title} next" in shown
    assert f'href="{following.get_absolute_url()}"' in shown
    factories.enrol(user=learner, course=following)
    shown = panel(signed_in.get(certificate.get_absolute_url()).content.decode())
    assert f'href="{reverse("progress:learn", args=[following.slug])}"' in shown


def test_no_next_course_is_one_that_is_over_or_complete_or_of_another_series(
    signed_in: Client, certificate: Certificate, learner: User
) -> None:
    series = certificate.course.series
    factories.make_course()
    factories.make_course(series=series, expires_on=factories.NOW.date() - timedelta(days=9))
    factories.make_course(series=series, retired_at=factories.NOW)
    done = factories.evaluated(user=learner, course=factories.make_course(series=series))
    claim(done, quarters=1)
    assert panel(signed_in.get(certificate.get_absolute_url()).content.decode()) == ""


def test_staff_are_led_to_no_course_of_their_own(staff: Client, certificate: Certificate) -> None:
    factories.make_course(series=certificate.course.series)
    page = staff.get(certificate.get_absolute_url()).content.decode()
    assert "complete." not in page
    assert panel(page) == ""


def test_the_list_shows_what_stands(signed_in: Client, certificate: Certificate) -> None:
    newest = correct_certificate(certificate=certificate, name="Ana Ruiz", now=factories.NOW)
    page = signed_in.get(reverse("certificates:list")).content.decode()
    assert newest.get_absolute_url() in page
    assert certificate.get_absolute_url() not in page


def test_the_list_of_a_newcomer_says_how_to_get_one(stranger: Client) -> None:
    assert "No certificates yet" in stranger.get(reverse("certificates:list")).content.decode()


def test_pages_that_only_show_take_no_posts(signed_in: Client, certificate: Certificate) -> None:
    for name in ("list", "credit-record-csv", "credit-record-pdf"):
        assert signed_in.post(reverse(f"certificates:{name}")).status_code == 405
    for url in pages_of(certificate)[:2]:
        assert signed_in.post(url).status_code == 405
