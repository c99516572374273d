"""The audit trail: every act and every sensitive read of staff is a line that nobody edits."""

from typing import Any

from django.db.models import Model

from accounts.models import AuditEntry, User


def record(
    *,
    actor: User | None,
    action: str,
    subject: Model | None = None,
    provider: Model | int | None = None,
    learner: User | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Write one line, in the caller's transaction.

    `action` is a stable slug such as `certificate-revoked`; `subject` the row it was done to; `provider`
    whose staff may read the line; `details` must survive JSON and hold nothing sensitive: no licence,
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
