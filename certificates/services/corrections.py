"""Correcting certificates: the old one is superseded, the new one keeps the dates of claim and completion."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.cleaning import says_something
from accounts.models import ParsCategory, Profession
from accounts.names import check_credentials, check_name
from certificates.models import Certificate
from certificates.services.amounts import check_amount, claimable_quarters
from certificates.services.confirming import refuse_unconfirmed
from certificates.services.correction_offers import (
    other_offers,
    physicians_offers,
    staff_offers,
)
from certificates.services.issuing import announce, credit_fields, profession_fields, successor
from certificates.services.name_corrections import is_small_correction
from courses.models import Course, CreditType, Offer
from courses.services.statements import attestation
from progress.errors import NotEligible

Origin = Certificate.Origin


def correct_name(*, certificate: Certificate, name: str, now: datetime) -> Certificate:
    """Let the learner correct a small error in the printed name, once; return the new certificate.

    Raises `NotEligible`: not_current, name_already_mended, name_not_valid, name_unchanged, or
    name_differs_too_much, whose message says whom to ask.
    """
    _refuse_unless_open(certificate, Origin.NAME)
    name = _checked(name)
    if name == certificate.name:
        raise NotEligible("name_unchanged", _("This is the name that’s already printed."))
    if not is_small_correction(certificate.name, name):
        message = _(
            "Here you can fix capitals, accents, spaces, and up to two letters. For any other change, write"
            " to %(contact)s with a copy of a document that shows your name."
        ) % {"contact": _contact(certificate)}
        raise NotEligible("name_differs_too_much", message)
    return _supersede(certificate, origin=Origin.NAME, now=now, name=name)


def change_credit_type(
    *,
    certificate: Certificate,
    credit_type_code: str,
    attested: bool,
    now: datetime,
    shown: Collection[str] | None = None,
) -> Certificate:
    """Let the learner change a wrongly chosen credit type, once; return the new certificate.

    The amount stays, or becomes the next lower one that the other type allows, else its smallest. On
    offer is what the profession recorded at the claim could have claimed on that day; a credit that only
    physicians earn never is (`credit_moves`). Raises `NotEligible`: not_current,
    credit_type_already_changed, credit_type_not_offered, attestation_missing, attestation_changed
    (`shown`: see `refuse_unconfirmed`).
    """
    _refuse_unless_open(certificate, Origin.CREDIT_TYPE)
    offer = _pick(other_offers(certificate), credit_type_code, certificate)
    statement = attestation(offer.credit_type, degree="")
    refuse_unconfirmed(statement, attested=attested, shown=shown)
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
    profession_code: str | None = None,
    proof: str = "",
) -> Certificate:
    """Correct what staff were shown proof of, as often as needed; None leaves a value unchanged.

    A revoked certificate can be corrected too: that is how a mistaken revocation is undone. The credit
    type must be one that the recorded profession may earn, or another one, given with its `proof`. Raises
    `NotEligible`: not_current, name_not_valid, proof_missing, profession_not_listed, needs_second_person (a
    credit that only physicians earn: `credit_moves`), credit_type_not_offered, nothing_changed, and as
    `check_amount`.
    """
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = _checked(name)
    if credentials is not None:
        changes["credentials"] = check_credentials(credentials)
    code = credit_type_code or certificate.credit_type_code
    amount = certificate.credit_quarters if quarters is None else quarters
    profession = profession_code or certificate.profession_code
    if profession != certificate.profession_code:
        changes |= _other_profession(profession, proof)
    _refuse_alone(certificate, code)
    before = certificate.credit_type_code, certificate.credit_quarters, certificate.profession_code
    if (code, amount, profession) != before:
        offer = _pick(staff_offers(certificate, profession), code, certificate)
        check_amount(amount, offer=offer)
        changes |= _credit(certificate, offer, amount)
    unchanged = all(getattr(certificate, field) == value for field, value in changes.items())
    if unchanged and certificate.status == "valid":
        raise NotEligible("nothing_changed", _("This is what the certificate already says."))
    return _supersede(certificate, origin=Origin.STAFF, now=now, **changes)


def offer_of_move(certificate: Certificate, credit_type_code: str, quarters: int) -> Offer:
    """Return the offer that a certificate may move to, of those that only physicians earn.

    A revoked one may come back as what it was: one person cannot undo that alone.
    Raises `NotEligible`: not_current, credit_type_not_offered, and as `check_amount`.
    """
    if certificate.superseded_at:
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
    return _supersede(
        certificate,
        origin=Origin.STAFF,
        now=now,
        **_proven_profession(certificate, degree),
        **_credit_then(certificate, offer, quarters, degree=degree),
    )


def may_correct_name(certificate: Certificate) -> bool:
    """Say whether the learner may still make their one correction of the name."""
    return certificate.status == "valid" and not _used(certificate, Origin.NAME)


def may_change_credit_type(certificate: Certificate) -> bool:
    """Say whether the learner may still change the credit type once, and there is another type."""
    return (
        certificate.status == "valid"
        and not _used(certificate, Origin.CREDIT_TYPE)
        and bool(other_offers(certificate))
    )


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
        code = "credit_type_already_changed"
        message = _(
            "You’ve already changed the credit type once. To change it again, email %(contact)s."
        )
        if origin == Origin.NAME:
            code = "name_already_mended"
            message = _(
                "You’ve already corrected your name once. To change it again, email %(contact)s."
            )
        raise NotEligible(code, message % {"contact": _contact(certificate)})


def _used(certificate: Certificate, origin: Certificate.Origin) -> bool:
    rows = Certificate.objects.filter(enrolment=certificate.enrolment_id, origin=origin)
    return certificate.enrolment_id is None or rows.exists()


def _not_current() -> NotEligible:
    message = _("This certificate has been replaced. Open the current one from your list.")
    return NotEligible("not_current", message, reverse("certificates:list"))


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except ValidationError as refused:
        raise NotEligible("name_not_valid", " ".join(refused.messages)) from refused


def _pick(offers: Iterable[Offer], credit_type_code: str, certificate: Certificate) -> Offer:
    for offer in offers:
        if offer.credit_type.code == credit_type_code:
            return offer
    message = _(
        "This certificate can’t have that credit type. Choose one from the list, or email %(contact)s."
    ) % {"contact": _contact(certificate)}
    raise NotEligible("credit_type_not_offered", message)


def _refuse_alone(certificate: Certificate, credit_type_code: str) -> None:
    """Refuse a credit that only physicians earn, unless a valid certificate is for it already."""
    others = {each.credit_type.code for each in physicians_offers(certificate)}
    revived = CreditType.objects.filter(code=certificate.credit_type_code, physicians_only=True)
    if certificate.status == "revoked":
        others |= set(revived.values_list("code", flat=True))
    if credit_type_code in others:
        message = "Only physicians earn this credit. Ask for the move: a second person decides it."
        page = [certificate.learner_id, certificate.pk]
        url = reverse("support:ask-move", args=page) if certificate.learner_id else ""
        raise NotEligible("needs_second_person", message, url)


def _credit(certificate: Certificate, offer: Offer, quarters: int) -> dict[str, Any]:
    fields = _credit_then(certificate, offer, quarters, degree="")
    if offer.credit_type.code == certificate.credit_type_code:
        # Another amount of the same credit: what was confirmed at the claim stands.
        del fields["attestation"], fields["attestation_version"]
    return fields | {"learning_format": offer.learning_format}


def _credit_then(
    certificate: Certificate, offer: Offer, quarters: int, *, degree: str
) -> dict[str, Any]:
    return credit_fields(
        _course_then(certificate),
        offer,
        quarters,
        certificate.completed_on,
        degree=degree,
        is_sample=certificate.is_sample,
    )


def _course_then(certificate: Certificate) -> Course:
    """Return the course with title and provider as issued: a correction must not pick up later changes."""
    course = Course.objects.select_related("series__provider").get(pk=certificate.course_id)
    course.title = certificate.title
    course.series.provider.name = certificate.provider_name
    return course


def _other_profession(code: str, proof: str) -> dict[str, str]:
    """Return the columns of a profession that staff were shown proof of: nobody becomes a physician here."""
    if not says_something(proof):
        raise NotEligible("proof_missing", "Say what proof of the profession you were shown.")
    profession = Profession.objects.filter(code=code).exclude(pars_category=ParsCategory.PHYSICIAN)
    found = profession.first()
    if found is None:
        message = (
            "Choose one of the professions listed. A physician's credit is asked for as a move."
        )
        raise NotEligible("profession_not_listed", message)
    return profession_fields(found, physician=False)


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
