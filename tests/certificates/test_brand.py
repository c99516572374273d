"""A certificate keeps the brand with which it was issued, whatever its provider shows later."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from certificates.models import Certificate
from certificates.pdf import _stored_picture, render_pdf
from certificates.services.corrections import correct_certificate
from courses.models import CreditType
from progress.models import Enrolment
from providers.models import Provider
from tests import factories
from tests.certificates.conftest import claim
from tests.certificates.test_pdf import is_accessible
from tests.pdf_structure import structure
from tests.video.pictures import drawn
from video.services.pictures import store_mark

BRAND = ("logo", "color", "signatory_name", "signatory_title", "signature", "motif")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    _stored_picture.cache_clear()
    return tmp_path / "media"


@pytest.fixture
def branded(enrolment: Enrolment) -> Certificate:
    """A certificate with everything that a provider may show."""
    Provider.objects.update(
        logo=store_mark(drawn(), folder="logo"),
        color="#7a1f3d",
        signatory_name="Grace Whitfield, MD",
        signatory_title="Director",
        signature=store_mark(drawn("90x30"), folder="signature"),
    )
    enrolment.course.series.provider.refresh_from_db()
    return claim(enrolment)


def brand_of(certificate: Certificate) -> list[str]:
    return [getattr(certificate, name) for name in BRAND]


def test_logo_and_signature_are_drawn_with_words(branded: Certificate) -> None:
    figures = [each.alt for each in structure(render_pdf(branded)).all("Figure")]
    assert figures[:2] == [
        f"Logo: {branded.provider_name}",
        "Signature of Grace Whitfield, MD",
    ]


def test_it_is_the_second_design_for_every_credit_type(branded: Certificate) -> None:
    assert branded.template_version == "certificate-2"
    shipped = set(CreditType.objects.values_list("certificate_template", flat=True))
    assert shipped == {"certificate-2"}


def test_a_new_logo_changes_no_issued_certificate(branded: Certificate) -> None:
    before = render_pdf(branded)
    Provider.objects.update(
        logo=store_mark(drawn("80x20"), folder="logo"), color="", signatory_name="Someone Else"
    )
    _stored_picture.cache_clear()
    assert render_pdf(Certificate.objects.get(pk=branded.pk)) == before


def test_a_correction_keeps_the_brand_and_has_its_own_day_of_issue(branded: Certificate) -> None:
    Provider.objects.update(logo="", color="", signatory_name="Someone Else")
    later = factories.NOW + timedelta(days=3)
    old = Certificate.objects.get(pk=branded.pk)
    new = correct_certificate(certificate=old, now=later, quarters=1)
    assert brand_of(new) == brand_of(branded)
    assert (new.issued_on, new.completed_on) == (date(2026, 11, 26), branded.completed_on)


def test_the_day_of_issue_is_that_of_the_provider(enrolment: Enrolment) -> None:
    late = factories.NOW.replace(hour=3)  # the evening before in Chicago
    issued = claim(enrolment, now=late + timedelta(days=1)).issued_on
    assert issued == factories.NOW.date()


def test_without_the_file_of_its_logo_the_rest_is_drawn(
    branded: Certificate, media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (media / branded.logo).unlink()
    _stored_picture.cache_clear()
    document = render_pdf(branded)
    assert is_accessible(document)
    assert next(structure(document).all("Figure")).alt.startswith("Signature")
    assert f"{branded.logo}: drawn without" in caplog.text


def test_a_damaged_logo_is_left_out(branded: Certificate, media: Path) -> None:
    (media / branded.logo).write_bytes(b"\x89PNG\r\n\x1a\n")
    _stored_picture.cache_clear()
    document = render_pdf(branded)
    assert is_accessible(document)
    assert "Ana Díaz" in structure(document).text
