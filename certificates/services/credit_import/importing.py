"""The stages of an import: uploaded, checked, then imported completely or discarded."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from itertools import batched
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connections, transaction
from procrastinate.contrib.django import app as jobs

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import ParsCategory, User
from certificates.models import HistoryImport, PastCredit
from certificates.services.credit_import.reading import (
    Row,
    RowError,
    Unreadable,
    plain_name,
    read_rows,
)
from courses.models import CreditType
from courses.plain_text import NotText, decoded
from providers.models import Provider
from providers.rights import Right
from providers.services.second_person import own_record_refusal

CHECK_TASK = "certificates.check_history"
IMPORT_TASK = "certificates.import_history"
LARGEST = 50 * 1024 * 1024
MOST_ERRORS = 1000
_BATCH = 1000

State = HistoryImport.State


@transaction.atomic
def upload(*, provider: Provider, actor: User, file_name: str, data: bytes) -> HistoryImport:
    """Store an uploaded file and queue its check. Raises `Refused`: empty, too_large, not_text."""
    if not data.strip():
        raise Refused("empty", "The file is empty. Export the records again.")
    if len(data) > LARGEST:
        raise Refused("too_large", "The file is larger than 50 MB: import it in parts.")
    try:
        text = decoded(data)
    except NotText as refused:
        message = "The file is not text. Save the spreadsheet as CSV (UTF-8) and upload that."
        raise Refused("not_text", message) from refused
    made = HistoryImport.objects.create(
        provider=provider,
        uploaded_by=actor,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        content=text,
    )
    record(actor, "history-uploaded", made, provider=provider)
    jobs.configure_task(CHECK_TASK).defer(import_id=str(made.pk))
    return made


def check(*, import_id: str, now: datetime) -> None:
    """Check a file and record its errors; nothing is imported. Safe to run again."""
    found = HistoryImport.objects.filter(pk=import_id, state=State.CHECKING).first()
    if found is None:
        return
    rows, errors = _look_through(found, now)
    HistoryImport.objects.filter(pk=import_id, state=State.CHECKING).update(
        state=State.FAULTY if errors else State.READY,
        rows=len(rows),
        done_rows=len(rows),
        summary=_summary(found, rows),
        errors=[asdict(error) for error in errors[:MOST_ERRORS]],
        error_count=len(errors),
    )


@transaction.atomic
def begin_import(*, history: HistoryImport, actor: User) -> None:
    """Queue the import of a file without errors. Of two calls, the later raises `Refused("not_ready", …)`."""
    ready = HistoryImport.objects.filter(pk=history.pk, state__in=[State.READY, State.FAILED])
    if not ready.update(state=State.IMPORTING, done_rows=0):
        raise Refused("not_ready", "This file is not ready to be imported, or was already.")
    record(actor, "history-imported", history, provider=history.provider)
    jobs.configure_task(IMPORT_TASK).defer(import_id=str(history.pk))


def import_rows(*, import_id: str, now: datetime) -> int:
    """Import every complete row in one transaction, and return how many were new.

    All or nothing, and safe to run again: only a file marked as importing is read. Rows that an
    earlier import brought are skipped. A file that has become faulty since its check (a credit type
    was renamed) is not imported and shows its errors.
    """
    with transaction.atomic():
        found = HistoryImport.objects.filter(pk=import_id, state=State.IMPORTING).first()
        if found is None or not _alone(import_id):
            return 0
        good, errors = _look_through(found, now)
        if errors:
            _give_up(found, errors)
            return 0
        before = PastCredit.objects.filter(source=found).count()
        _insert(found, [row for row in good if row.complete])
        added = PastCredit.objects.filter(source=found).count() - before
        HistoryImport.objects.filter(pk=import_id).update(
            state=State.DONE,
            content="",
            finished_at=now,
            done_rows=len(good),
            summary=found.summary | {"added": added},
        )
    return added


@transaction.atomic
def discard_import(*, history: HistoryImport, actor: User) -> None:
    """Discard an uploaded file that was not imported. Idempotent."""
    open_still = HistoryImport.objects.filter(pk=history.pk).exclude(
        state__in=[State.DONE, State.IMPORTING, State.DISCARDED]
    )
    if open_still.update(state=State.DISCARDED, content="", errors=[]):
        record(actor, "history-discarded", history, provider=history.provider)


def mark_failed(*, import_id: str) -> None:
    """Mark an import as failed by a fault of the portal: nothing was imported, and it can be tried again."""
    HistoryImport.objects.filter(pk=import_id, state=State.IMPORTING).update(
        state=State.FAILED, done_rows=0
    )


def _look_through(found: HistoryImport, now: datetime) -> tuple[list[Row], list[RowError]]:
    rows: list[Row] = []
    errors: list[RowError] = []
    try:
        for one in read_rows(
            found.content,
            credit_types=_credit_types(),
            physicians_only=_physicians_only(),
            today=found.provider.day_of(now),
            zone=found.provider.zone,
        ):
            (errors if isinstance(one, RowError) else rows).append(one)  # type: ignore[arg-type]
        errors += _own_rows(found, rows)
    except Unreadable as unreadable:
        errors.append(unreadable.error)
    if not rows and not errors:
        errors.append(RowError(1, "", "no_rows", "Has a header and no line below it."))
    return rows, errors


def _own_rows(found: HistoryImport, rows: list[Row]) -> list[RowError]:
    """Return an error for each row about the person who uploaded the file: a second person imports that."""
    actor = found.uploaded_by
    known = EmailAddress.objects.filter(user=actor).values_list("email", flat=True)
    own = {actor.email, *known}
    mine = [row for row in rows if row.complete and row.values["email"] in own]
    refusal = own_record_refusal(actor, right=Right.CREDIT, provider=found.provider_id)
    if refusal is None:
        return []
    words = f"{refusal.message} Take this line out of your file."
    return [RowError(row.line, "external_email", refusal.code, words) for row in mine]


def _credit_types() -> dict[str, str]:
    names: dict[str, str] = {}
    for each in CreditType.objects.all():
        for name in (each.code, each.name_singular, each.name_plural, each.name_in_statement):
            names.setdefault(plain_name(name), each.code)
    return names


def _physicians_only() -> set[str]:
    others = ParsCategory.OTHER
    types = CreditType.objects.exclude(professions__pars_category=others)
    return set(types.filter(professions__isnull=False).values_list("code", flat=True))


def _summary(found: HistoryImport, rows: list[Row]) -> dict[str, Any]:
    complete = [row for row in rows if row.complete]
    emails = {row.values["email"] for row in complete}
    totals: dict[str, int] = {}
    for row in complete:
        code = row.values["credit_type_code"]
        totals[code] = totals.get(code, 0) + row.values["credit_quarters"]
    return {
        "complete": len(complete),
        "incomplete": len(rows) - len(complete),
        "people": len(emails),
        "accounts": len(_accounts(emails)),
        "activities": len({row.values["external_course_id"] for row in complete}),
        "quarters": totals,
        "known": _known(found.provider, complete),
    }


def _known(provider: Provider, rows: list[Row]) -> int:
    keys = set(
        PastCredit.objects.filter(provider=provider).values_list(
            "external_course_id", "person_key", "credit_type_code"
        )
    )
    names = ("external_course_id", "person_key", "credit_type_code")
    return sum(tuple(row.values[name] for name in names) in keys for row in rows)


def _accounts(emails: set[str]) -> dict[str, int]:
    """Return address → account, for the verified addresses among `emails`."""
    found: dict[str, int] = {}
    for some in batched(sorted(emails), _BATCH):
        known = EmailAddress.objects.filter(email__in=some, verified=True)
        found |= dict(known.values_list("email", "user"))
    return found


def _insert(found: HistoryImport, rows: list[Row]) -> None:
    accounts = _accounts({row.values["email"] for row in rows})
    done = 0
    for some in batched(rows, _BATCH):
        PastCredit.objects.bulk_create(_credits(found, some, accounts), ignore_conflicts=True)
        done += len(some)
        _tell(found, done)


def _credits(
    found: HistoryImport, rows: tuple[Row, ...], accounts: dict[str, int]
) -> Iterator[PastCredit]:
    for row in rows:
        learner = accounts.get(row.values["email"])
        values = row.values | ({"email": ""} if learner else {})
        yield PastCredit(
            source=found,
            provider_id=found.provider_id,
            line=row.line,
            learner_id=learner,
            **values,
        )


def _alone(import_id: str) -> bool:
    """Say whether no other worker is importing this file. An advisory lock, since `_tell` writes to the row."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [import_id])
        return bool(cursor.fetchone()[0])


def _tell(found: HistoryImport, done: int) -> None:
    """Save the progress through a separate connection, since the import's transaction is not committed yet."""
    with closing(connections.create_connection("default")) as apart, apart.cursor() as cursor:
        cursor.execute(
            "UPDATE certificates_historyimport SET done_rows = %s WHERE id = %s", [done, found.pk]
        )


def _give_up(found: HistoryImport, errors: list[RowError]) -> None:
    HistoryImport.objects.filter(pk=found.pk).update(
        state=State.FAULTY,
        errors=[asdict(error) for error in errors[:MOST_ERRORS]],
        error_count=len(errors),
    )
