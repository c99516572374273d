"""Issuing certificates: taking the snapshot, rendering and hashing its PDF, and announcing it by mail."""

import copy
import hashlib
import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.mail import queue_mail
from accounts.models import ParsCategory, Profession, User
from certificates.codes import format_code, new_code
from certificates.models import Certificate
from certificates.pdf import OF_SAMPLE, render_pdf
from courses.models import Course, CreditOffer, FrontMatter, FrontMatterOffer, Offer
from courses.services.statements import (
    accreditation_statement,
    attestation,
    certificate_wording,
    designation_statement,
    told_accreditation,
)
from progress.models import Enrolment

PARTICIPATION = "participation"
_AWARDED = re.compile(r"\b(?:is|was|has been) (awarded|designated)\b")


def snapshot(*, enrolment: Enrolment, offer: Offer, quarters: int, now: datetime) -> Certificate:
    """Return the unsaved certificate of a claim: learner and title as they are `now`, the credit as it was told."""
    return addressed(draft(enrolment=enrolment, offer=offer, quarters=quarters, now=now), now=now)


def draft(*, enrolment: Enrolment, offer: Offer, quarters: int, now: datetime) -> Certificate:
    """Return what a certificate claimed `now` would say; its code is nobody's, and it is not issued."""
    user, course = enrolment.user, enrolment.course
    return Certificate(
        learner=user,
        enrolment=enrolment,
        course=course,
        front_matter=_told(offer),
        name=user.full_name,
        credentials=user.credentials,
        **(
            profession_fields(user.profession, physician=user.is_physician)
            if user.profession
            else {}
        ),
        title=course.title,
        provider_name=course.series.provider.name,
        learning_format=offer.learning_format,
        completed_on=completed_on(enrolment),
        claimed_at=now,
        accreditation_statement=_accreditation(course, offer),
        is_sample=_is_sample(course),
        **_brand(course),
        **credit_fields(
            course,
            offer,
            quarters,
            completed_on(enrolment),
            degree=user.medical_degree,
            is_sample=_is_sample(course),
        ),
    )


def _brand(course: Course) -> dict[str, str]:
    """Return the columns of whose certificate it looks like; pictures by the name of their content."""
    provider = course.series.provider
    return {
        "logo": provider.logo.name or "",
        "color": provider.color,
        "signatory_name": provider.signatory_name,
        "signatory_title": provider.signatory_title,
        "signature": provider.signature.name or "",
        "motif": course.series.slug,
    }


def _told(offer: Offer) -> FrontMatter | None:
    return offer.front_matter if isinstance(offer, FrontMatterOffer) else None


def _accreditation(course: Course, offer: Offer) -> str:
    told = _told(offer)
    return (told and told_accreditation(told)) or accreditation_statement(course)


def _is_sample(course: Course) -> bool:
    """Say whether course, series or provider is a sample: then the certificate awards nothing."""
    return course.is_sample or course.series.is_sample or course.series.provider.is_sample


def completed_on(enrolment: Enrolment) -> date:
    """Return the AMA's date of completion: the provider's day on which the last requirement was met.

    A claim made weeks later does not change it.
    """
    moments = [
        enrolment.watch.completed_at,
        enrolment.test_passed_at,
        enrolment.evaluated_at,
    ]
    return enrolment.course.series.provider.day_of(max(filter(None, moments)))


def profession_fields(profession: Profession, *, physician: bool) -> dict[str, str]:
    """Return the columns of a profession, and of how its learner counts."""
    counts = ParsCategory.PHYSICIAN if physician else ParsCategory.OTHER
    return {
        "profession": profession.name,
        "profession_code": profession.code,
        "pars_category": counts.value,
    }


def credit_fields(
    course: Course,
    offer: Offer,
    quarters: int,
    completed: date,
    *,
    degree: str,
    is_sample: bool,
) -> dict[str, Any]:
    """Return the columns that depend on credit type and amount, with all their texts.

    `degree` is the learner's degree in medicine, for the attestation; "" if it is not known. `is_sample`: as the
    certificate was issued, whatever its course is now.
    """
    credit_type = offer.credit_type
    offers: list[Offer]
    if isinstance(offer, FrontMatterOffer):
        offers = [*offer.front_matter.offers.select_related("credit_type")]
    else:  # A preview: nobody was told yet.
        offers = [*CreditOffer.objects.filter(course=course).offered(on=completed)]
    wording = certificate_wording(
        course=course,
        credit_type=credit_type,
        learning_format=offer.learning_format,
        quarters=quarters,
        completed_on=completed,
        offers=offers,
    )
    return {
        "heading": heading(credit_type.code),
        "credit_type_code": credit_type.code,
        "credit_name": credit_type.name_for(quarters),
        "credit_quarters": quarters,
        "wording": _AWARDED.sub(r"would be \1", wording) if is_sample else wording,
        "designation_statement": designation_statement(offer),
        "attestation": attestation(credit_type, degree=degree),
        "attestation_version": credit_type.attestation_version,
        "template_version": credit_type.certificate_template + (OF_SAMPLE if is_sample else ""),
    }


def heading(credit_type_code: str) -> str:
    """Return the heading. Participation is not called credit: only physicians earn AMA PRA credit."""
    return (
        "Certificate of Participation"
        if credit_type_code == PARTICIPATION
        else "Certificate of Credit"
    )


def successor(
    old: Certificate, *, origin: Certificate.Origin, now: datetime, **changes: Any
) -> Certificate:
    """Return the unsaved certificate that corrects `old`, with a new code and the same claim and completion.

    Provider, logo, color and signatory stay as well: a certificate of then does not become one of somebody else.
    """
    new = copy.copy(old)
    new._state = type(old._state)()
    fresh: dict[str, Any] = {
        "pk": Certificate._meta.pk.get_default(),
        "code": new_code(),
        "supersedes": old,
        "origin": origin,
        "superseded_at": None,
        "revoked_at": None,
        "revocation_reason": "",
    }
    for field, value in (fresh | changes).items():
        setattr(new, field, value)
    return addressed(new, now=now)


def addressed(certificate: Certificate, *, now: datetime) -> Certificate:
    """Set the row's time and day of issue, public URL and the hash of its PDF."""
    certificate.issued_at = now
    certificate.issued_on = certificate.course.series.provider.day_of(now)
    certificate.verify_url = settings.SITE_URL + reverse(
        "certificates:verification", args=[format_code(certificate.code)]
    )
    certificate.pdf_sha256 = hashlib.sha256(render_pdf(certificate)).hexdigest()
    return certificate


def announce(certificate: Certificate, *, user: User) -> None:
    """Queue the mail that the certificate is ready, within the caller's transaction.

    Subject and text do not name the course unless the learner opted in (DOMAIN §9.4).
    """
    _tell(certificate, user, "certificate-ready", "certificates/email/ready")


def announce_revocation(certificate: Certificate, *, user: User) -> None:
    """Queue the mail that the certificate was revoked, as `announce` does; the reason stays on its page."""
    _tell(certificate, user, "certificate-revoked", "certificates/email/revoked")


def _tell(certificate: Certificate, user: User, kind: str, template: str) -> None:
    queue_mail(
        user,
        kind,
        template,
        {
            "certificate_path": certificate.get_absolute_url(),
            "title": certificate.title if user.mail_names_course else "",
            "is_sample": certificate.is_sample,
        },
        provider=certificate.course.series.provider_id,
    )
