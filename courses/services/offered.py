"""What a course offers on a day and until when, and the lines of the front matter that follow from it."""

from datetime import date

from django.utils import timezone
from django.utils.text import capfirst

from accounts.sentences import long_date
from courses.models import Course, CreditOffer, Offer
from courses.services.statements import amount, designation_statement


def credit_lines(course: Course, *, on: date | None = None) -> list[str]:
    """Return “0.25 *AMA PRA Category 1 Credit*™” and so on: the most a learner can claim, per type."""
    return [amount_of(offer) for offer in current_offers(course, on=on)]


def amount_of(offer: Offer) -> str:
    """Return “0.25 *AMA PRA Category 1 Credit*™”: the most of one offer, with its name."""
    return f"{amount(offer.max_quarters)} {offer.credit_type.name_for(offer.max_quarters)}"


def current_offers(course: Course, *, on: date | None = None) -> list[CreditOffer]:
    """Return what who starts on `on` (default: today at the provider) is offered; [] once the course expired.

    Reads `course.offers.all()`, so that a prefetch is used.
    """
    day = on or course.series.provider.day_of(timezone.now())
    return [
        offer
        for offer in _open_offers(course, day)
        if (last := last_day_of(offer, course)) is None or day <= last
    ]


def last_day_of(offer: CreditOffer, course: Course) -> date | None:
    """Return the last day on which an offer of `course` can be claimed: its own, or the course's if that is earlier."""
    return min(filter(None, (offer.valid_to, course.expires_on)), default=None)


def ended_offers(course: Course) -> list[tuple[CreditOffer, date]]:
    """Return what an expired course offered, each with its last day."""
    expires = course.expires_on or date.max
    offers = _open_offers(course, expires)
    return [(offer, last_day_of(offer, course) or expires) for offer in offers]


def dates_told(course: Course, day: date) -> list[str]:
    """Return release, last review and last day: offer by offer where one ends before the course."""
    dates = [("Released", course.released_on), ("Last reviewed", course.reviewed_on)]
    lines = [f"{label} {long_date(dated)}" for label, dated in dates if dated]
    expires = course.expires_on
    offers = _open_offers(course, min(day, expires or day))
    if offers and all(last_day_of(each, course) == expires for each in offers):
        return [*lines, *_until("credit", expires, course, day)]
    if expires:
        lines.append(f"{'Expired' if course.expired(on=day) else 'Expires'} {long_date(expires)}")
    for each in offers:
        lines += _until(amount_of(each), last_day_of(each, course), course, day)
    return lines


def _until(credit: str, last: date | None, course: Course, day: date) -> list[str]:
    if last is None:
        return []
    until = f"be claimed until the end of {long_date(last)}"
    if course.is_sample and day <= last:
        return [f"In a real course, {credit} could {until}"]
    return [capfirst(f"{credit} {'could' if last < day else 'can'} {until}")]


def credit_told(course: Course, day: date) -> list[str]:
    """Past its last day a course awards nothing, and says what could be claimed until when."""
    if not course.expired(on=day):
        return credit_lines(course, on=day)
    return [
        f"{amount_of(offer)} could be claimed until {long_date(last)}."
        for offer, last in ended_offers(course)
    ]


def designations_told(course: Course, day: date) -> list[str]:
    """The statements word for word; past the last day, that the course was designated, and until when."""
    if not course.expired(on=day):
        return [*filter(None, map(designation_statement, current_offers(course, on=day)))]
    return [
        f"Until {long_date(last)}, this {offer.learning_format} was designated for a maximum of"
        f" {amount_of(offer)}."
        for offer, last in ended_offers(course)
        if offer.credit_type.designation_template
    ]


def _open_offers(course: Course, day: date) -> list[CreditOffer]:
    """Return the offers of enabled types that had begun by `day`, over or not, and are not closed."""
    offers = [
        offer
        for offer in course.offers.all()
        if offer.credit_type.enabled
        and offer.closed_at is None
        and (offer.valid_from is None or offer.valid_from <= day)
    ]
    for offer in offers:
        offer.course = course  # The statements need it and its provider: saves a query per offer.
    return offers
