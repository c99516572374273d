"""What a certificate may be corrected to: what its learner was told, and could have claimed on that day."""

from django.db.models import Q

from certificates.models import Certificate
from courses.models import CreditOffer, FrontMatter, FrontMatterOffer, Offer
from courses.models.credit import CreditOfferQuerySet
from courses.models.told import FrontMatterOfferQuerySet


def other_offers(certificate: Certificate) -> list[Offer]:
    """Return the other offers that the learner may choose, best first.

    They follow the profession recorded at the claim, whatever the profile says now.
    """
    offers = _offers_then(certificate).filter(_earned_by(certificate.profession_code))
    return list(offers.exclude(credit_type__code=certificate.credit_type_code))


def physicians_offers(certificate: Certificate) -> list[Offer]:
    """Return the offers of that day that only physicians earn: to have one of them takes a second person.

    The certificate's own is among them once it is revoked.
    """
    offers = _offers_then(certificate).filter(credit_type__physicians_only=True)
    if certificate.status == "revoked":
        return list(offers)
    return list(offers.exclude(credit_type__code=certificate.credit_type_code))


def staff_offers(certificate: Certificate, profession_code: str | None = None) -> list[Offer]:
    """Return the offers that staff may choose: its own type, and what the recorded profession may earn.

    With another profession, only what that may earn. Never a credit that only physicians earn, unless the
    certificate is for it already.
    """
    recorded = certificate.profession_code
    allowed = _earned_by(recorded if profession_code is None else profession_code)
    if profession_code in (None, recorded):
        allowed |= Q(credit_type__code=certificate.credit_type_code)
    return list(_offers_then(certificate).filter(allowed).distinct())


def listed_offers(certificate: Certificate) -> list[Offer]:
    """Return the offers among which staff choose, for whichever profession is proven."""
    own = Q(credit_type__code=certificate.credit_type_code)
    return list(_offers_then(certificate).filter(own | Q(credit_type__physicians_only=False)))


def _earned_by(profession_code: str) -> Q:
    return Q(credit_type__professions__code=profession_code, credit_type__physicians_only=False)


def _offers_then(certificate: Certificate) -> FrontMatterOfferQuerySet | CreditOfferQuerySet:
    """Return what the learner was told, and could have claimed that day: not what was closed by then.

    Certificates of accounts that were deleted before these kept the version follow what the course told on the day
    of the claim.
    """
    claimed_at = certificate.claimed_at
    day = certificate.course.series.provider.day_of(claimed_at)
    open_then = Q(("closed_at__isnull", True)) | Q(("closed_at__gte", claimed_at))
    told = FrontMatterOffer.objects.valid(on=day).filter(open_then)
    told = told.exclude(credit_type__in=_closed_then(certificate))
    if certificate.enrolment and not certificate.enrolment.front_matter_id:  # a preview's
        return CreditOffer.objects.filter(course=certificate.course_id).offered(on=day)
    if certificate.front_matter_id:
        return told.filter(front_matter=certificate.front_matter_id)
    shown = FrontMatter.objects.filter(course=certificate.course_id, first_shown_at__lte=claimed_at)
    return told.filter(front_matter__in=shown.order_by("-first_shown_at", "-pk").values("pk")[:1])


def _closed_then(certificate: Certificate) -> list[int]:
    """Return the credit types whose offer was closed at the claim, though it was opened again since."""
    events = CreditOffer.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        course_id=certificate.course_id, pgh_created_at__lte=certificate.claimed_at
    )
    newest = events.order_by("credit_type_id", "-pgh_id").distinct("credit_type_id")
    return [each.credit_type_id for each in newest if each.closed_at]
