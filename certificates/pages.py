"""The pages of claim and certificate, as template and context, for learners and for previews."""

from django.http import QueryDict

from accounts.cleaning import clean_name
from accounts.names import CREDENTIALS_LENGTH
from certificates.forms import ClaimForm
from certificates.models import Certificate
from certificates.services.correction_offers import physicians_offers
from certificates.services.corrections import may_change_credit_type, may_correct_name
from certificates.services.issuing import draft
from courses.services.statements import designation_statement
from progress.pages import Page
from progress.status import CreditStatus


def claim_page(status: CreditStatus, form: ClaimForm | None = None) -> Page:
    """Offer the claim, or say exactly what is missing; `form` is the submitted one, if any."""
    context = {"status": status, "course": status.course}
    missing = status.missing if status.started else [status.not_started]
    if missing:
        return "certificates/claim.html", context | {"missing": missing}
    form = form or claim_form(status)
    # AMA: wherever the amount is shown, the designation statement must be too.
    designations = [*filter(None, map(designation_statement, status.offers))]
    about = {"form": form, "designations": designations, "sheet": _sheet(status, form)}
    return "certificates/claim.html", context | about


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
    sheet.credentials = clean_name(str(form["credentials"].value() or ""))[:CREDENTIALS_LENGTH]
    return sheet


def certificate_page(certificate: Certificate, *, own: bool) -> Page:
    """Show the certificate and its status and, to its learner, what may still be corrected."""
    return "certificates/detail.html", {
        "certificate": certificate,
        "newest": certificate.newest() if certificate.superseded_at else None,
        "may_correct_name": own and may_correct_name(certificate),
        "may_change_credit_type": own and may_change_credit_type(certificate),
        "physicians_offers": physicians_offers(certificate) if own else [],
        "contact": certificate.course.series.provider.contact_email,
        "own": own,
    }
