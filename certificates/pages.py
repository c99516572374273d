"""The pages of claim and certificate, as template and context, for learners and for previews."""

from datetime import datetime
from functools import lru_cache

from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from accounts.cleaning import clean_name
from accounts.names import CREDENTIALS_LENGTH
from certificates.forms import ClaimForm
from certificates.models import Certificate
from certificates.pdf import qr_code
from certificates.services.correction_offers import physicians_offers
from certificates.services.corrections import may_change_credit_type, may_correct_name
from certificates.services.issuing import draft
from courses.services.statements import designation_statement
from progress.pages import Page
from progress.services.next_course import next_in_series
from progress.status import CreditStatus


def claim_page(status: CreditStatus, form: ClaimForm | None = None) -> Page:
    """Offer the claim, or say exactly what is missing; `form` is the submitted one, if any."""
    context = {"status": status, "course": status.course}
    missing = status.missing if status.started else [status.not_started]
    if missing:
        return "certificates/claim.html", context | {"missing": missing}
    form = form or claim_form(status)
    form.untick_unless_shown()
    # AMA: wherever the amount is shown, the designation statement must be too.
    designations = [*filter(None, map(designation_statement, status.offers))]
    sheet = _sheet(status, form)
    about = {"form": form, "designations": designations, "sheet": sheet}
    return "certificates/claim.html", context | about | {"sheet_logo": _logo(sheet)}


def claim_form(status: CreditStatus, data: QueryDict | None = None) -> ClaimForm:
    """Return the form of a claim that is open to this learner."""
    return ClaimForm(
        data,
        offers=status.offers,
        percent_watched=status.percent_watched,
        degree=status.user.medical_degree,
        initial={"credentials": status.user.credentials},
    )


def _sheet(status: CreditStatus, form: ClaimForm) -> Certificate | None:
    """Return the certificate as the form would have it, for a preview; None while no amount is chosen."""
    if status.enrolment is None or form.chosen is None:
        return None
    offer, quarters = form.chosen
    status.enrolment.user = status.user
    sheet = draft(enrolment=status.enrolment, offer=offer, quarters=quarters, now=status.now)
    sheet.issued_on = sheet.course.series.provider.day_of(status.now)
    sheet.credentials = clean_name(str(form["credentials"].value() or ""))[:CREDENTIALS_LENGTH]
    return sheet


def certificate_page(certificate: Certificate, *, own: bool, now: datetime) -> Page:
    """Show the certificate and its status and, to its learner, what is next and what may still be corrected."""
    course, learner = certificate.course, certificate.learner
    # The learner of a preview is not saved.
    leads_on = own and learner and learner.pk and certificate.status == "valid"
    return "certificates/detail.html", {
        "certificate": certificate,
        "course": course,
        "newest": certificate.newest() if certificate.superseded_at else None,
        "may_correct_name": own and may_correct_name(certificate),
        "may_change_credit_type": own and may_change_credit_type(certificate),
        "physicians_offers": physicians_offers(certificate) if own else [],
        "contact": course.series.provider.contact_email,
        "own": own,
        "next": next_in_series(course, user=learner, now=now) if leads_on and learner else None,
        "sheet_logo": _logo(certificate),
        "qr": _drawn_code(certificate.verify_url) if certificate.verify_url else "",
    }


def _logo(sheet: Certificate | None) -> str:
    """Return the address of the provider's logo on the sheet, "" without one."""
    return default_storage.url(sheet.logo) if sheet and sheet.logo else ""


@lru_cache(maxsize=256)
def _drawn_code(url: str) -> SafeString:
    """Return the QR code that the PDF has, as inline SVG: decorative, because the address stands beside it."""
    drawing = qr_code(url).svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return mark_safe(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S308
