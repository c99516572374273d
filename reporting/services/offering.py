"""When a learner is asked whether to report their credit: after the claim, never before."""

from certificates.models import Certificate
from courses.models import CreditType
from reporting.models import Consent, ReportingDestination


def destination_to_offer(certificate: Certificate) -> ReportingDestination | None:
    """Return where this credit could be reported if its learner agreed, or None.

    None for a sample, an invalid certificate, credit with no destination, and once they have agreed.
    """
    if certificate.is_sample or certificate.status != "valid":
        return None
    kind = CreditType.objects.filter(code=certificate.credit_type_code).first()
    if kind is None or not kind.reporting_channel:
        return None
    agreed = Consent.objects.standing().filter(user=certificate.learner_id).values("destination")
    asked_for = ReportingDestination.objects.asked_for().exclude(pk__in=agreed)
    return asked_for.filter(code=kind.reporting_channel).first()
