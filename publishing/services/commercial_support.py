"""Commercial support: recorded, changed and removed, with its agreement as a private file.

What learners read of it takes two people in a live course; amount, use and agreement are records, and free.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import private_files
from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from courses.models import CommercialSupport, Course
from courses.services.front_matter import NO_SUPPORT
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
    takes_two,
)
from publishing.services.keeping import keeps_publishable
from publishing.services.terms import set_values

TOLD = ("source", "nature", "in_kind")
"""The fields of which `CommercialSupport.sentence`, which learners read, is made."""
_SUBJECT = ("nature", "source", "in_kind")
"""What tells a support that waits from another: of one company, a grant need not wait for a gift in kind."""


def add_support(
    *,
    course: Course,
    values: Mapping[str, Any],
    agreement: Any,
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Record what a company gave: `values` by field, `agreement` as uploaded and checked, or None.

    In a live course it may take two people: then the request is returned, and it keeps the agreement. Raises
    `Incomplete`, and `Refused` as `change_or_ask` does, and then keeps no file.
    """
    with _stored(agreement) as file:
        return change_or_ask(
            course=course,
            kind=ADDED,
            payload={"values": dict(values) | file},
            subject="-".join(["new", *(str(values.get(name, "")) for name in _SUBJECT)])[:100],
            actor=actor,
            now=now,
        )


def change_support(
    *,
    support: CommercialSupport,
    values: Mapping[str, Any],
    agreement: Any,
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Save `values`; a new agreement takes the place of the former, which is kept.

    What learners read of it may take two people: then all else is saved. Raises as `add_support`.
    """
    row = CommercialSupport.objects.select_related("course__series__provider").get(pk=support.pk)
    differs = [name for name in TOLD if name in values and getattr(row, name) != values[name]]
    told = {name: values[name] for name in differs} if takes_two(row.course) else {}
    kept = {name: value for name, value in values.items() if name not in told}
    with _stored(agreement) as file, keeps_publishable(row.course, now=now):
        _write(row, kept | file, "support-changed", actor, now)
        if not told:
            return None
        payload = {"support": support.pk, "values": told}
        return _ask(CHANGED, row, payload, actor, now)


def remove_support(
    *, support: CommercialSupport, actor: User, now: datetime, reason: str
) -> CourseChange | None:
    """Take it out of what learners read; it may take two people, as adding it. The row and its agreement are kept.

    Raises `Refused`: reason_missing; and as `add_support`.
    """
    if not says_something(reason):
        raise Refused("reason_missing", "Say why it is removed: the record keeps the reason.")
    payload = {"support": support.pk, "reason": reason.strip()}
    return _ask(REMOVED, support, payload, actor, now)


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
    """Delete a file that no row names any more, once the transaction commits."""
    if name := support.agreement:
        transaction.on_commit(lambda: private_files.remove(name))


def _ask(
    kind: ChangeKind, support: CommercialSupport, payload: Payload, actor: User, now: datetime
) -> CourseChange | None:
    return change_or_ask(
        course=support.course,
        kind=kind,
        payload=payload,
        subject=str(support.pk),
        actor=actor,
        now=now,
    )


@contextmanager
def _stored(agreement: Any) -> Iterator[dict[str, str]]:
    """Keep the file, and yield the fields that name it; if what follows fails, no row does: remove it again."""
    if not agreement:
        yield {}
        return
    name = f"agreement-{secrets.token_hex(16)}"
    private_files.keep(name, agreement.file)
    try:
        yield {"agreement": name, "agreement_name": str(agreement.name)}
    except BaseException:
        private_files.remove(name)
        raise


def _write(
    support: CommercialSupport, values: Mapping[str, Any], action: str, actor: User, now: datetime
) -> None:
    if "agreement" in values:
        _keep_former(support, now)
    set_values(support, values)
    support.save()
    # Said before there was any: it must not come back when this company is removed.
    if action == "support-added":
        Course.objects.filter(pk=support.course_id).update(no_commercial_support=False)
    _record(actor, action, support)


def _keep_former(support: CommercialSupport, now: datetime) -> None:
    """Keep what the former agreement says, with its file, as a row of its own."""
    former = CommercialSupport.objects.filter(pk=support.pk).exclude(agreement="").first()
    if former:
        former.pk, former._state.adding = None, True
        former.ended_at, former.ended_reason = now, "A new agreement took its place."
        former.save()


def _rows(course: Course, payload: Payload) -> QuerySet[CommercialSupport]:
    return CommercialSupport.objects.filter(course=course, pk=payload["support"])


def _add(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with keeps_publishable(course, now=now):
        _write(CommercialSupport(course=course), payload["values"], "support-added", actor, now)


def _change(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with keeps_publishable(course, now=now):
        for support in _rows(course, payload):
            _write(support, payload["values"], "support-changed", actor, now)


def _remove(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with keeps_publishable(course, now=now):
        for support in _rows(course, payload):
            end_support(support, reason=payload.get("reason", ""), now=now)
            _record(actor, "support-removed", support)


def _added(course: Course, payload: Payload) -> list[Difference]:
    support = CommercialSupport(course=course)
    set_values(support, payload["values"])
    told: Difference = {"label": "Commercial support", "old": "", "new": support.sentence}
    return [told, {"label": "Kept by staff", "old": "", "new": _kept_by_staff(support)}]


def _kept_by_staff(support: CommercialSupport) -> str:
    """What learners do not read, for whoever decides: amount, use, agreement and the day it was signed."""
    signed = long_date(support.signed_on) if support.signed_on else "on no day yet"
    agreement = f"{support.agreement_name or 'No agreement'}, signed {signed}"
    amount = f"${support.amount:,.2f}" if support.amount else "Amount not known yet"
    return "\n".join(filter(None, [amount, support.use, agreement]))


def _changed(course: Course, payload: Payload) -> list[Difference]:
    found = []
    for support in _rows(course, payload):
        old = support.sentence
        set_values(support, payload["values"])
        if old != support.sentence:
            found.append({"label": "Commercial support", "old": old, "new": support.sentence})
    return found


def _removed(course: Course, payload: Payload) -> list[Difference]:
    others = course.support.exclude(pk=payload["support"])
    then = NO_SUPPORT if course.no_commercial_support and not others.exists() else ""
    rows = _rows(course, payload)
    return [{"label": "Commercial support", "old": row.sentence, "new": then} for row in rows]


def _drop_file(payload: Payload) -> None:
    forget_agreement(CommercialSupport(agreement=payload["values"].get("agreement", "")))


def _record(actor: User, action: str, support: CommercialSupport) -> None:
    course = support.course
    record(actor, action, course, provider=course.series.provider_id, source=support.source)


ADDED = register(
    ChangeKind(
        code="support-added",
        words="the commercial support",
        step="credit",
        covers=("Commercial support is added, or removed",),
        difference=_added,
        apply=_add,
        dropped=_drop_file,
    )
)
CHANGED = register(
    ChangeKind(
        code="support-changed",
        words="the commercial support",
        step="credit",
        covers=("Company and kind of a commercial support",),
        difference=_changed,
        apply=_change,
        free=("Amount, use, and agreement of a commercial support",),
    )
)
REMOVED = register(
    ChangeKind(
        code="support-removed",
        words="the commercial support",
        step="credit",
        covers=(),
        difference=_removed,
        apply=_remove,
    )
)
