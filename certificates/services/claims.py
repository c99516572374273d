"""Claiming credit: checks every refusal of DOMAIN §2.7, then issues exactly one certificate."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services.amounts import check_amount
from certificates.services.confirming import refuse_unconfirmed
from certificates.services.issuing import announce, snapshot
from courses.models import Course, CreditOffer, Offer
from courses.services.statements import attestation
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.services.enrolments import mark_claimed
from progress.status import CreditStatus
from progress.terms import closed_offers


@transaction.atomic
def claim_credit(
    *,
    enrolment: Enrolment,
    credit_type_code: str,
    quarters: int,
    attested: bool,
    now: datetime,
    shown: Collection[str] | None = None,
) -> Certificate:
    """Issue the certificate of an enrolment, queue its mail and mark the claim, all or nothing.

    `enrolment` comes from `enrolment_of`; `shown` is explained at `refuse_unconfirmed`. Raises `NotEligible`:
    already_claimed (its url leads to the certificate) and certificate_revoked; what `CreditStatus.missing`
    lists; then offer_closed, credit_type_not_offered, amount_too_small, amount_too_large,
    amount_not_in_steps, attestation_missing and attestation_changed. What may be claimed is what the learner
    was told, and not what is closed at the same moment. Of any number of simultaneous claims, one succeeds
    and the others raise already_claimed: the database's unique index decides, not this code.
    """
    refuse_second_claim(enrolment)
    offer = _offer(enrolment, credit_type_code, now)
    check_amount(quarters, offer=offer)
    statement = attestation(offer.credit_type, degree=enrolment.user.medical_degree)
    refuse_unconfirmed(statement, attested=attested, shown=shown)
    certificate = snapshot(enrolment=enrolment, offer=offer, quarters=quarters, now=now)
    _refuse_closed(enrolment, offer)
    # ON CONFLICT DO NOTHING waits for a concurrent claim to commit, and then sees it.
    Certificate.objects.bulk_create([certificate], ignore_conflicts=True)
    if not Certificate.objects.filter(pk=certificate.pk).exists():
        refuse_second_claim(enrolment)
    mark_claimed(enrolment=enrolment, now=now)
    announce(certificate, user=enrolment.user)
    return certificate


def _refuse_closed(enrolment: Enrolment, offer: Offer) -> None:
    """Raise offer_closed if staff close the offer at this moment; else whoever does waits until it is claimed."""
    row = CreditOffer.objects.filter(course=enrolment.course_id, credit_type=offer.credit_type)
    if any(each.closed_at for each in row.select_for_update(of=("self",), no_key=True)):
        now_told = Enrolment.objects.with_content().get(pk=enrolment.pk).told
        raise closed_offers(enrolment.course, now_told)[offer.credit_type.code]


def refuse_second_claim(enrolment: Enrolment) -> None:
    """Raise `NotEligible` if credit was already claimed for the enrolment, even if it was revoked."""
    newest = Certificate.objects.filter(enrolment=enrolment).order_by("-issued_at").first()
    if newest is None:
        return
    if newest.status == "revoked":
        message = _("Your certificate for this course was revoked. Email %(contact)s.")
        message %= {"contact": _contact(enrolment.course)}
        raise NotEligible("certificate_revoked", message, newest.get_absolute_url())
    standing = Certificate.objects.live().filter(enrolment=enrolment).first() or newest
    raise NotEligible(
        "already_claimed",
        _("You already have a certificate for this course."),
        standing.get_absolute_url(),
    )


def _offer(enrolment: Enrolment, credit_type_code: str, now: datetime) -> Offer:
    """Return the learner's offer of this type; raise the first `NotEligible` that applies."""
    status = CreditStatus(
        course=enrolment.course, user=enrolment.user, enrolment=enrolment, now=now
    )
    for refusal in status.missing:
        raise refusal
    for offer in status.offers:
        if offer.credit_type.code == credit_type_code:
            return offer
    if closed := status.closed_offers.get(credit_type_code):
        raise closed
    message = _(
        "This course doesn’t offer that credit to your profession. Choose one of the types listed. If your"
        " profession is wrong, change it in your profile, or email %(contact)s."
    ) % {"contact": _contact(enrolment.course)}
    raise NotEligible("credit_type_not_offered", message, reverse("accounts:profile"))


def _contact(course: Course) -> str:
    return course.series.provider.contact_email
