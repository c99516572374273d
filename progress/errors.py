"""Refusals on a learner's way."""

from accounts.errors import Refused


class NotEligible(Refused):
    """A refusal of DOMAIN §2.7, to the learner."""
