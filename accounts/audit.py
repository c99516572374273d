"""The audit trail: a line for every action and every sensitive read by staff, never edited."""

from datetime import datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.days import day_of, instant, portal_zone
from accounts.models import AuditEntry, User

READ = "record-read"
LISTED = "table-read"
BEGUN_AGAIN = "recording-begun-again"  # a learner's own line: what they had watched of a recording


def record(
    actor: User | None,
    action: str,
    subject: Model | None = None,
    *,
    provider: Model | int | None = None,
    learner: User | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Write one line, in the caller's transaction.

    `action` is a stable slug such as `certificate-revoked`; `subject` the row acted on; `provider` the one
    whose staff may read the line; `details` must be JSON-serializable and hold nothing sensitive: no licence,
    no birthday, no answer. `actor` is None for the portal itself.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        provider=provider.pk if isinstance(provider, Model) else provider,
        learner=learner,
        reason=reason[:500],
        details=details,
    )


def record_reading(
    actor: User, subject: Model, *, provider: Model | int | None, learner: User | None
) -> None:
    """Record that `actor` read a row about a person: at most one line a day for each row."""
    known = AuditEntry.objects.filter(
        actor=actor,
        action=READ,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        at__gte=_today(),
    )
    if not known.exists():
        record(actor, READ, subject, provider=provider, learner=learner)


def record_listing(*, actor: User, model: type[Model], provider: int | None) -> None:
    """Record that `actor` listed a table of people's records: at most one line a day for each table."""
    table = model._meta.label
    known = AuditEntry.objects.filter(
        actor=actor, action=LISTED, provider=provider, details__table=table, at__gte=_today()
    )
    if not known.exists():
        record(actor, LISTED, provider=provider, table=table)


def _today() -> datetime:
    zone = portal_zone()
    return instant(day_of(timezone.now(), zone), time.min, zone)
