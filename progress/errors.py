"""Refusals that learners meet on their path."""

from accounts.errors import Refused


class NotEligible(Refused):
    """One of the refusals of DOMAIN §2.7, addressed to the learner."""
