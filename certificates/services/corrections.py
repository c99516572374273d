"""Correcting certificates: the old one is superseded, the new one keeps the dates of claim and completion."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import ParsCategory, Profession
from accounts.names import check_credentials, check_name
from certificates.models import Certificate
from certificates.services.amounts import check_amount, claimable_quarters
from certificates.services.issuing import announce, credit_fields, profession_fields, successor
from certificates.services.name_corrections import is_small_correction
from courses.models import Course, CreditOffer, FrontMatter, FrontMatterOffer, Offer
from courses.models.credit import CreditOfferQuerySet
from courses.models.told import FrontMatterOfferQuerySet
from progress.errors import NotEligible

Origin = Certificate.Origin


def mend_name(*, certificate: Certificate, name: str, now: datetime) -> Certificate:
    """Let the learner correct a small error in the printed name, once; return the new certificate.

    Raises `NotEligible`: not_current, name_already_mended, name_not_valid, name_unchanged, or
    name_differs_too_much, whose message says whom to ask.
    """
    _refuse_unless_open(certificate, Origin.NAME)
    name = _checked(name)
    if name == certificate.name:
        raise NotEligible("name_unchanged", "This is the name that is printed already.")
    if not is_small_correction(certificate.name, name):
        message = (
            "Here you can mend capitals, accents, spaces and up to two letters. For any other"
            f" change write to {_contact(certificate)}, with a copy of what shows your name."
        )
        raise NotEligible("name_differs_too_much", message)
    return _supersede(certificate, origin=Origin.NAME, now=now, name=name)


def change_credit_type(
    *, certificate: Certificate, credit_type_code: str, attested: bool, now: datetime
) -> Certificate:
    """Let the learner change a wrongly chosen credit type, once; return the new certificate.

    The amount stays, or becomes the next lower one that the other type allows, else its smallest. On
    offer is what the profession recorded at the claim could have claimed on that day; a credit that only
    physicians earn never is (`credit_moves`). Raises `NotEligible`: not_current,
    credit_type_already_changed, credit_type_not_offered, attestation_missing.
    """
    _refuse_unless_open(certificate, Origin.CREDIT_TYPE)
    offer = _pick(other_offers(certificate), credit_type_code, certificate)
    if not attested:
        message = "Confirm the statement about your participation: tick the box above the button."
        raise NotEligible("attestation_missing", message)
    allowed = claimable_quarters(offer)
    quarters = max((q for q in allowed if q <= certificate.credit_quarters), default=allowed[0])
    return _supersede(
        certificate,
        origin=Origin.CREDIT_TYPE,
        now=now,
        **_credit(certificate, offer, quarters),
    )


def correct_certificate(
    *,
    certificate: Certificate,
    now: datetime,
    name: str | None = None,
    credentials: str | None = None,
    credit_type_code: str | None = None,
    quarters: int | None = None,
) -> Certificate:
    """Correct what staff were shown proof of, as often as needed; None leaves a value unchanged.

    A revoked certificate can be corrected too: that is how a mistaken revocation is undone. Another
    credit type must be one that the learner's profession may earn, so a wrong profession is corrected
    first. Raises `NotEligible`: not_current, name_not_valid, needs_second_person (a credit that only
    physicians earn: `credit_moves`), credit_type_not_offered, nothing_changed, and as `check_amount`.
    """
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = _checked(name)
    if credentials is not None:
        changes["credentials"] = check_credentials(credentials)
    code = credit_type_code or certificate.credit_type_code
    amount = certificate.credit_quarters if quarters is None else quarters
    if (code, amount) != (certificate.credit_type_code, certificate.credit_quarters):
        offer = _pick_for_staff(certificate, code)
        check_amount(amount, offer=offer)
        changes |= _credit(certificate, offer, amount)
    if code != certificate.credit_type_code:
        changes |= _profession(certificate)
    unchanged = all(getattr(certificate, field) == value for field, value in changes.items())
    if unchanged and certificate.status == "valid":
        raise NotEligible("nothing_changed", "This is what the certificate says already.")
    return _supersede(certificate, origin=Origin.STAFF, now=now, **changes)


def offer_of_move(certificate: Certificate, credit_type_code: str, quarters: int) -> Offer:
    """Return the offer that a certificate may move to, of those that only physicians earn.

    Raises `NotEligible`: not_current, credit_type_not_offered, and as `check_amount`.
    """
    if certificate.status != "valid":
        raise _not_current()
    offer = _pick(physicians_offers(certificate), credit_type_code, certificate)
    check_amount(quarters, offer=offer)
    return offer


def move_credit(
    *, certificate: Certificate, credit_type_code: str, quarters: int, degree: str, now: datetime
) -> Certificate:
    """Replace a certificate by one of a credit that only physicians earn, as `credit_moves` approved it.

    Profession and attestation are those of the proven `degree`. Raises as `offer_of_move` does.
    """
    offer = offer_of_move(certificate, credit_type_code, quarters)
    course, completed = _course_then(certificate), certificate.completed_on
    return _supersede(
        certificate,
        origin=Origin.STAFF,
        now=now,
        **_proven_profession(certificate, degree),
        **credit_fields(course, offer, quarters, completed, degree=degree),
    )


def may_mend_name(certificate: Certificate) -> bool:
    """Say whether the learner may still make their one correction of the name."""
    return certificate.status == "valid" and not _used(certificate, Origin.NAME)


def may_change_credit_type(certificate: Certificate) -> bool:
    """Say whether the learner may still change the credit type once, and there is another type."""
    return (
        certificate.status == "valid"
        and not _used(certificate, Origin.CREDIT_TYPE)
        and bool(other_offers(certificate))
    )


def other_offers(certificate: Certificate) -> list[Offer]:
    """Return the other offers that the learner may choose, best first.

    They follow the profession recorded at the claim, whatever the profile says now.
    """
    recorded = Q(credit_type__professions__code=certificate.profession_code)
    offers = _offers_then(certificate).filter(recorded, credit_type__physicians_only=False)
    return list(offers.exclude(credit_type__code=certificate.credit_type_code))


def physicians_offers(certificate: Certificate) -> list[Offer]:
    """Return the other offers of that day that only physicians earn: a move to one takes a second person."""
    offers = _offers_then(certificate).filter(credit_type__physicians_only=True)
    return list(offers.exclude(credit_type__code=certificate.credit_type_code))


def staff_offers(certificate: Certificate) -> list[Offer]:
    """Return the offers that staff may choose: its own type, and what the profession may earn.

    Never a credit that only physicians earn, unless the certificate is for it already.
    """
    offers, own = _offers_then(certificate), Q(credit_type__code=certificate.credit_type_code)
    code = _profession(certificate)["profession_code"]
    earned = Q(credit_type__professions__code=code, credit_type__physicians_only=False)
    return list(offers.filter(own | earned).distinct())


@transaction.atomic
def _supersede(
    old: Certificate, *, origin: Certificate.Origin, now: datetime, **changes: Any
) -> Certificate:
    """Replace `old` atomically. Of two simultaneous corrections, the later raises not_current."""
    current = Certificate.objects.filter(pk=old.pk, superseded_at__isnull=True)
    if origin != Origin.STAFF:
        current = current.live()
    if not current.update(superseded_at=now):
        raise _not_current()
    certificate = successor(old, origin=origin, now=now, **changes)
    certificate.save(force_insert=True)
    if certificate.learner:
        announce(certificate, user=certificate.learner)
    return certificate


def _refuse_unless_open(certificate: Certificate, origin: Certificate.Origin) -> None:
    if certificate.status != "valid":
        raise _not_current()
    if _used(certificate, origin):
        what = "name" if origin == Origin.NAME else "credit type"
        code = "name_already_mended" if origin == Origin.NAME else "credit_type_already_changed"
        message = (
            f"You have changed the {what} once already. For another change write to"
            f" {_contact(certificate)}."
        )
        raise NotEligible(code, message)


def _used(certificate: Certificate, origin: Certificate.Origin) -> bool:
    rows = Certificate.objects.filter(enrolment=certificate.enrolment_id, origin=origin)
    return certificate.enrolment_id is None or rows.exists()


def _not_current() -> NotEligible:
    message = "This certificate is no longer the current one. Open the newest in your list."
    return NotEligible("not_current", message, reverse("certificates:list"))


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except ValidationError as refused:
        raise NotEligible("name_not_valid", " ".join(refused.messages)) from refused


def _offers_then(certificate: Certificate) -> FrontMatterOfferQuerySet | CreditOfferQuerySet:
    """Return what the learner was told, and could have claimed that day; closed since or not.

    Of a deleted account only the certificate is left: then, what the course told on the day of the claim.
    """
    claimed_at = certificate.claimed_at
    day = certificate.course.series.provider.day_of(claimed_at)
    told = FrontMatterOffer.objects.valid(on=day)
    if certificate.enrolment and not certificate.enrolment.front_matter_id:  # a preview's
        return CreditOffer.objects.filter(course=certificate.course_id).offered(on=day)
    if certificate.enrolment:
        return told.filter(front_matter=certificate.enrolment.front_matter_id)
    shown = FrontMatter.objects.filter(course=certificate.course_id, first_shown_at__lte=claimed_at)
    return told.filter(front_matter__in=shown.order_by("-first_shown_at", "-pk").values("pk")[:1])


def _pick(offers: Iterable[Offer], credit_type_code: str, certificate: Certificate) -> Offer:
    for offer in offers:
        if offer.credit_type.code == credit_type_code:
            return offer
    message = (
        "This certificate cannot have that credit type. Choose one of those listed, or write to"
        f" {_contact(certificate)}."
    )
    raise NotEligible("credit_type_not_offered", message)


def _pick_for_staff(certificate: Certificate, credit_type_code: str) -> Offer:
    if any(each.credit_type.code == credit_type_code for each in physicians_offers(certificate)):
        message = "Only physicians earn this credit. Ask for the move: a second person decides it."
        url = reverse("support:ask-move", args=[certificate.learner_id, certificate.pk])
        raise NotEligible("needs_second_person", message, url)
    return _pick(staff_offers(certificate), credit_type_code, certificate)


def _credit(certificate: Certificate, offer: Offer, quarters: int) -> dict[str, Any]:
    course, completed = _course_then(certificate), certificate.completed_on
    fields = credit_fields(course, offer, quarters, completed, degree="")
    if offer.credit_type.code == certificate.credit_type_code:
        # Another amount of the same credit: what was confirmed at the claim stands.
        del fields["attestation"], fields["attestation_version"]
    return fields | {"learning_format": offer.learning_format}


def _course_then(certificate: Certificate) -> Course:
    """Return the course with title and provider as issued: a correction must not pick up later changes."""
    course = Course.objects.select_related("series__provider").get(pk=certificate.course_id)
    course.title = certificate.title
    course.series.provider.name = certificate.provider_name
    return course


def _profession(certificate: Certificate) -> dict[str, str]:
    """Return the learner's profession now, or the one recorded at the claim: nobody becomes a physician here."""
    learner = certificate.learner
    if learner is None or learner.profession is None or learner.is_physician:
        recorded = ("profession", "profession_code", "pars_category")
        return {field: getattr(certificate, field) for field in recorded}
    return profession_fields(learner.profession, physician=False)


def _proven_profession(certificate: Certificate, degree: str) -> dict[str, str]:
    """Return the recorded profession if the degree makes it a physician's, else the one that implies the degree."""
    recorded = Q(code=certificate.profession_code, pars_category=ParsCategory.PHYSICIAN)
    kept = Profession.objects.filter(recorded, Q(asks_degree=True) | Q(degree__in=["", degree]))
    profession = kept.first() or Profession.objects.filter(degree=degree).first()
    if profession is None:
        return {"pars_category": ParsCategory.PHYSICIAN.value}
    return profession_fields(profession, physician=True)


def _contact(certificate: Certificate) -> str:
    return certificate.course.series.provider.contact_email
