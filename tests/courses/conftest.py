"""Fixtures of the catalogue's tests."""

import pytest


@pytest.fixture(autouse=True)
def on_a_fixed_day(a_fixed_day: None) -> None:
    """Courses expire and disclosures grow old; these tests must not."""
