"""A person's credit, as dated events for the learner's timeline."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django.db.models import QuerySet

from accounts.days import day_words, instant
from certificates.models import Certificate, PastCredit
from certificates.services.transcripts import with_credit_names
from courses.services.statements import amount
from providers.timeline import Event, LearnerScope


def certificates_of(scope: LearnerScope) -> QuerySet[Certificate]:
    """Return the person's certificates in this scope, newest first."""
    own = Certificate.objects.filter(scope.visible("course__series__provider"))
    return own.filter(learner__in=scope.accounts).order_by("-issued_at")


def certificate_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield each certificate's issue, replacement, and revocation with its reason."""
    for row in certificates_of(scope).select_related("course"):
        about: dict[str, Any] = {"course": row.course.title, "course_id": row.course_id}
        code = row.printed_code
        yield Event(
            row.issued_at,
            "credit",
            _issued(row),
            detail=f"{amount(row.credit_quarters)} {row.credit_name.replace('*', '')}, {code}",
            tone="good",
            link=("certificates:detail", str(row.pk)),
            **about,
        )
        if row.superseded_at:
            title = f"Certificate {code} was replaced"
            yield Event(row.superseded_at, "credit", title, tone="caution", **about)
        if row.revoked_at:
            title, why = f"Certificate {code} was revoked", row.revocation_reason
            yield Event(row.revoked_at, "credit", title, detail=why, tone="bad", **about)


def _issued(row: Certificate) -> str:
    if row.origin == Certificate.Origin.CLAIM:
        return "Claimed credit; certificate issued"
    return f"Certificate issued again: {row.get_origin_display().lower()}"


def past_credit_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield past credit from a former system, on the day of its completion."""
    rows = PastCredit.objects.filter(scope.visible("provider"), learner__in=scope.accounts)
    for row in with_credit_names(rows.select_related("provider", "source")):
        uploaded = day_words(row.source.uploaded_at, row.provider.zone)
        yield Event(
            instant(row.completed_on, time(12), row.provider.zone),
            "credit",
            f"Past credit: {row.title}",
            f"{amount(row.credit_quarters)} {row.credit_name.replace('*', '')}, imported",
            lines=(
                f"Recorded by {row.provider.name} for {row.name}",
                f"{row.source.file_name}, line {row.line}, uploaded {uploaded}",
            ),
            day=row.completed_on,
            link=("support:past-person", str(row.pk)),
        )
