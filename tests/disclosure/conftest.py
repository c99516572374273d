"""Fixtures of the tests about disclosures."""

import pytest


@pytest.fixture(autouse=True)
def on_a_fixed_day(a_fixed_day: None) -> None:
    """Disclosures grow old; these tests must not."""
