"""What is still to be reported: credit by its age, deletions, and rejected lines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from certificates.models import Certificate
from courses.models import CreditType
from providers.models import Provider
from reporting.models import Consent, ExportRow, ReportingDestination, State
from reporting.services.planning import deletable

REPORT_WITHIN = timedelta(days=7)
ALARM_AFTER = timedelta(days=25)
"""The first boards expect a report within 30 days of completion (DOMAIN §4.6)."""


@dataclass(frozen=True)
class Waiting:
    """What one provider still has to report to one destination."""

    provider: Provider
    destination: ReportingDestination
    late: int
    alarming: int
    deletions: int
    rejected: int

    @property
    def anything(self) -> bool:
        return bool(self.late or self.deletions or self.rejected)


def waiting(providers: "QuerySet[Provider]", *, now: datetime) -> list[Waiting]:
    """Return what is still to be reported, for each provider and external destination that has any."""
    found = [
        _waiting(provider, destination, now)
        for destination in ReportingDestination.objects.filter(is_external=True)
        for provider in providers
    ]
    return [each for each in found if each.anything]


def unreported(
    provider: Provider, destination: ReportingDestination, *, before: datetime
) -> "QuerySet[Certificate]":
    """Return credit that could have been reported since `before` and was not.

    That is valid credit of a type that the destination takes, claimed and consented to before then.
    """
    types = CreditType.objects.filter(reporting_channel=destination.code)
    consents = Consent.objects.standing().filter(destination=destination, given_at__lt=before)
    sent = ExportRow.objects.reported().filter(destination=destination, certificate=OuterRef("pk"))
    return Certificate.objects.live().filter(
        ~Exists(sent),
        course__series__provider=provider,
        is_sample=False,
        credit_type_code__in=types.values("code"),
        claimed_at__lt=before,
        learner__in=consents.values("user"),
    )


def _waiting(provider: Provider, destination: ReportingDestination, now: datetime) -> Waiting:
    rows = unreported(provider, destination, before=now)
    rejected = ExportRow.objects.filter(
        export__provider=provider,
        destination=destination,
        state=State.REJECTED,
        export__discarded_at__isnull=True,
        certificate__in=rows,
    )
    return Waiting(
        provider=provider,
        destination=destination,
        late=unreported(provider, destination, before=now - REPORT_WITHIN).count(),
        alarming=unreported(provider, destination, before=now - ALARM_AFTER).count(),
        deletions=deletable(provider, destination.pk).count(),
        rejected=rejected.values("certificate").distinct().count(),
    )
