"""Amounts of credit: entered as decimals, stored as whole quarters."""

from decimal import Decimal

from courses.models import Offer
from courses.services.statements import amount
from progress.errors import NotEligible


def quarters_of(typed: Decimal) -> int:
    """Return entered credits as quarter credits; nothing is rounded, the learner states the amount.

    Raises `NotEligible("amount_not_in_steps")` unless it is a multiple of 0.25.
    """
    quarters = typed * 4
    if quarters != quarters.to_integral_value():
        raise NotEligible("amount_not_in_steps", "Choose an amount in steps of 0.25.")
    return int(quarters)


def check_amount(quarters: int, *, offer: Offer) -> None:
    """Raise `NotEligible` unless the offer allows exactly this amount (DOMAIN §2.7.2).

    Codes: amount_too_small, amount_too_large, amount_not_in_steps.
    """
    step, most = offer.increment_quarters, offer.max_quarters
    if quarters < 1:
        raise NotEligible("amount_too_small", f"Choose an amount of at least {amount(step)}.")
    if quarters > most:
        message = f"The most you can claim for this course is {amount(most)}. Choose less."
        raise NotEligible("amount_too_large", message)
    if quarters % step:
        raise NotEligible("amount_not_in_steps", f"Choose an amount in steps of {amount(step)}.")


def claimable_quarters(offer: Offer) -> list[int]:
    """Return every amount the offer allows, in quarter credits, smallest first."""
    step = offer.increment_quarters
    return list(range(step, offer.max_quarters + 1, step))
