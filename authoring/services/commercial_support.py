"""Commercial support: recorded, changed and removed, with its agreement as a private file."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import private_files
from accounts.audit import record
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
    """Save `values`; a new agreement takes the place of the former, which is deleted. Raises as `add_support`."""
    _write(support, values, agreement, actor, "support-changed", now)


def remove_support(*, support: CommercialSupport, actor: User, now: datetime) -> None:
    """Remove what was recorded by mistake, with its agreement."""
    with keeps_publishable(support.course, now=now):
        _record(actor, "support-removed", support)
        forget_agreement(support)
        support.delete()


def read_agreement(*, support: CommercialSupport, actor: User) -> bytes:
    """Return the agreement, and note who read it. Raises `FileNotFoundError` if there is none."""
    content = private_files.read(support.agreement)
    _record(actor, "support-agreement-read", support)
    return content


def forget_agreement(support: CommercialSupport) -> None:
    """Delete the file of the agreement once the transaction commits."""
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
                forget_agreement(support)
                support.agreement, support.agreement_name = stored, str(agreement.name)
            support.save()
            _record(actor, action, support)
    except BaseException:
        if stored:  # the row that would name it is not there
            private_files.remove(stored)
        raise


def _record(actor: User, action: str, support: CommercialSupport) -> None:
    course = support.course
    record(actor, action, course, provider=course.series.provider_id, source=support.source)
