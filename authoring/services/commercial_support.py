"""Commercial support: recorded, changed and removed, with its agreement as a private file."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import private_files
from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from authoring.services.courses import keeps_publishable
from courses.models import CommercialSupport, Course


def add_support(
    *,
    course: Course,
    values: Mapping[str, Any],
    agreement: Any,
    actor: User,
    now: datetime,
) -> CommercialSupport:
    """Record what a company gave: `values` by field, `agreement` as uploaded and checked, or None.

    Raises `Incomplete`, and keeps no file, as `change_course` does.
    """
    support = CommercialSupport(course=course)
    _write(support, values, agreement, actor, "support-added", now)
    return support


def change_support(
    *,
    support: CommercialSupport,
    values: Mapping[str, Any],
    agreement: Any,
    actor: User,
    now: datetime,
) -> None:
    """Save `values`; a new agreement takes the place of the former, which is kept. Raises as `add_support`."""
    _write(support, values, agreement, actor, "support-changed", now)


def remove_support(*, support: CommercialSupport, actor: User, now: datetime, reason: str) -> None:
    """Take it out of what learners read; the row and its agreement are kept with the reason.

    Raises `Refused`: reason_missing; and `Incomplete` as `change_course` does.
    """
    if not reason.strip():
        raise Refused("reason_missing", "Say why it is removed: the record is kept with that.")
    with keeps_publishable(support.course, now=now):
        end_support(support, reason=reason.strip(), now=now)
        _record(actor, "support-removed", support, reason)


def end_support(support: CommercialSupport, *, reason: str, now: datetime) -> None:
    """Keep the row, with its agreement, as one that no longer holds."""
    support.ended_at, support.ended_reason = now, reason
    support.save(update_fields=["ended_at", "ended_reason"])


def read_agreement(*, support: CommercialSupport, actor: User) -> bytes:
    """Return the agreement, and note who read it. Raises `FileNotFoundError` if there is none."""
    content = private_files.read(support.agreement)
    _record(actor, "support-agreement-read", support)
    return content


def forget_agreement(support: CommercialSupport) -> None:
    """Delete the file of the agreement, with the whole course, once the transaction commits."""
    if name := support.agreement:
        transaction.on_commit(lambda: private_files.remove(name))


def _write(
    support: CommercialSupport,
    values: Mapping[str, Any],
    agreement: Any,
    actor: User,
    action: str,
    now: datetime,
) -> None:
    stored = f"agreement-{secrets.token_hex(16)}" if agreement else ""
    if agreement:
        private_files.keep(stored, agreement.file)
    try:
        with keeps_publishable(support.course, now=now):
            for name, value in values.items():
                setattr(support, name, value)
            if agreement:
                _keep_former(support, now)
                support.agreement, support.agreement_name = stored, str(agreement.name)
            support.save()
            # Said before there was any: it must not come back when this company is removed.
            Course.objects.filter(pk=support.course_id, no_commercial_support=True).update(
                no_commercial_support=False
            )
            _record(actor, action, support)
    except BaseException:
        if stored:  # the row that would name it is not there
            private_files.remove(stored)
        raise


def _keep_former(support: CommercialSupport, now: datetime) -> None:
    """Keep what the former agreement says, with its file, as a row of its own."""
    former = CommercialSupport.objects.filter(pk=support.pk).exclude(agreement="").first()
    if former:
        former.pk, former._state.adding = None, True
        former.ended_at, former.ended_reason = now, "A new agreement took its place."
        former.save()


def _record(actor: User, action: str, support: CommercialSupport, reason: str = "") -> None:
    course = support.course
    whose = course.series.provider_id
    record(actor, action, course, provider=whose, reason=reason, source=support.source)
