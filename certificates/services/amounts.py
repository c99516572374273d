"""Amounts of credit: entered as decimals, stored as whole quarters."""

from decimal import Decimal

from django.utils.translation import gettext as _

from courses.models import Offer
from courses.services.statements import amount
from progress.errors import NotEligible


def quarters_of(typed: Decimal) -> int:
    """Return entered credits as quarter credits; nothing is rounded, the learner states the amount.

    Raises `NotEligible("amount_not_in_steps")` unless it is a multiple of 0.25.
    """
    quarters = typed * 4
    if quarters != quarters.to_integral_value():
        raise NotEligible(
            "amount_not_in_steps", _("Choose an amount in steps of %(step)s.") % {"step": amount(1)}
        )
    return int(quarters)


def check_amount(quarters: int, *, offer: Offer) -> None:
    """Raise `NotEligible` unless the offer allows exactly this amount (DOMAIN §2.7.2).

    Codes: amount_too_small, amount_too_large, amount_not_in_steps.
    """
    step, most = offer.increment_quarters, offer.max_quarters
    if quarters < 1:
        raise NotEligible(
            "amount_too_small", _("Choose at least %(least)s.") % {"least": amount(step)}
        )
    if quarters > most:
        message = _("You can claim up to %(most)s for this course. Choose a smaller amount.")
        message %= {"most": amount(most)}
        raise NotEligible("amount_too_large", message)
    if quarters % step:
        raise NotEligible(
            "amount_not_in_steps",
            _("Choose an amount in steps of %(step)s.") % {"step": amount(step)},
        )


def claimable_quarters(offer: Offer) -> list[int]:
    """Return every amount the offer allows, in quarter credits, smallest first."""
    step = offer.increment_quarters
    return list(range(step, offer.max_quarters + 1, step))
