"""Credit is always a multiple of a quarter within the maximum; nothing is rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.services.amounts import check_amount, claimable_quarters, quarters_of
from courses.models import CreditOffer, CreditType
from progress.errors import NotEligible

offers = st.builds(
    lambda step, most: CreditOffer(
        max_quarters=most, credit_type=CreditType(increment_quarters=step)
    ),
    st.sampled_from([1, 2, 4]),
    st.integers(1, 80),
)


def allows(quarters: int, offer: CreditOffer) -> bool:
    try:
        check_amount(quarters, offer=offer)
    except NotEligible:
        return False
    return True


@given(st.integers(-10, 100), offers)
def test_exactly_the_steps_within_the_maximum_are_allowed(
    quarters: int, offer: CreditOffer
) -> None:
    step = offer.credit_type.increment_quarters
    within = 1 <= quarters <= offer.max_quarters and quarters % step == 0
    assert allows(quarters, offer) == within
    assert (quarters in claimable_quarters(offer)) == within


@given(st.decimals(0, 20, places=3))
def test_only_whole_quarters_are_read(typed: Decimal) -> None:
    if typed % Decimal("0.25"):
        with pytest.raises(NotEligible, match="amount_not_in_steps"):
            quarters_of(typed)
    else:
        assert Decimal(quarters_of(typed)) / 4 == typed
