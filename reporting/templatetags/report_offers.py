"""Offers to report credit, on the pages of apps below this one, which cannot import it."""

from django import template

from certificates.models import Certificate
from reporting.models import ReportingDestination
from reporting.services import offering

register = template.Library()


@register.simple_tag
def destination_to_offer(certificate: Certificate) -> ReportingDestination | None:
    """Return where this credit could be reported if its learner agreed, or None."""
    return offering.destination_to_offer(certificate)
