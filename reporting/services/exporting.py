"""Making an export: planned first, then written, hashed, encrypted and recorded in one transaction."""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app as jobs

from accounts import private_files
from accounts.audit import record as record_act
from accounts.errors import Refused
from accounts.models import User
from certificates.models import Certificate
from courses.models import Course
from reporting.models import (
    Action,
    Consent,
    Export,
    ExportColumn,
    ExportExclusion,
    ExportLayout,
    ExportRow,
    ReportingDestination,
    State,
    Subject,
)
from reporting.services.export_files import write
from reporting.services.planning import Deletion, ExportSelection, LeftOut, Plan, deletions, plan
from reporting.services.records import CompletionRecord
from reporting.services.totals import ActivityTotals, totals_of
from reporting.services.writers import DoesNotFit

SMALL = 500
"""An export of up to this many candidates is made while the browser waits, a larger one by a job."""
MAKE_TASK = "reporting.make_export"


def start_export(*, selection: ExportSelection, made_by: User, now: datetime) -> Export:
    """Record an export and make its file: at once if it is small, else in a job.

    Raises `Refused("nothing", …)` when nothing matches and nothing is to be deleted.
    """
    size = _size(selection)
    if not size and not (_external(selection) and plan(selection, now=now).deletes):
        raise Refused("nothing", "Nothing matches: choose another period or other courses.")
    layout = selection.layout
    with transaction.atomic():
        export = Export.objects.create(
            provider=selection.provider,
            layout=layout,
            layout_version=layout.version,
            columns=columns_of(layout),
            selection=selection.as_json(),
            made_by=made_by,
            made_at=now,
            to_check=size,
        )
        record_act(
            actor=made_by,
            action="export-made",
            subject=export,
            provider=selection.provider,
            layout=layout.code,
            version=layout.version,
        )
        # A small one is made at once, below; if that is interrupted, the job finishes it.
        wait: dict[str, Any] = {} if size > SMALL else {"schedule_in": {"minutes": 5}}
        jobs.configure_task(MAKE_TASK, **wait).defer(export_id=export.pk)
    if size <= SMALL:
        make_export(export_id=export.pk, now=now)
    return Export.objects.get(pk=export.pk)


def make_export(*, export_id: int, now: datetime) -> None:
    """Plan and write a recorded export. Safe to run twice: a finished or failed one stays as it is."""
    export = Export.objects.select_related("provider", "layout__destination").get(pk=export_id)
    if export.finished_at or export.failed_at:
        return
    try:
        if export.layout.subject == Subject.ACTIVITY:
            _write_totals(export, now=now)
        else:
            _write_completions(export, now=now)
    except DoesNotFit as error:
        failure = f"The file would not fit its schema at {error}. Check the layout."[:300]
        Export.objects.filter(pk=export.pk).update(failed_at=now, failure=failure)


def columns_of(layout: ExportLayout) -> list[dict[str, Any]]:
    """Return the layout's columns as an export stores them."""
    fields = ("header", "expression", "required", "validator")
    return list(layout.columns.values(*fields))


def discard(*, export: Export, by: User, now: datetime) -> None:
    """Note that the file was never sent: its credit can be reported again. Idempotent.

    Raises `Refused("answered", …)` when the destination has accepted any of it.
    """
    if export.rows.filter(state=State.ACCEPTED).exists():
        raise Refused("answered", "The destination has accepted lines of it: it was sent.")
    with transaction.atomic():
        standing = Export.objects.filter(pk=export.pk, discarded_at__isnull=True)
        if not standing.update(discarded_at=now):
            return
        reject(export.rows.exclude(state=State.REJECTED), reason="The file was not sent.", now=now)
        record_act(actor=by, action="export-discarded", subject=export, provider=export.provider_id)


def reject(rows: Any, *, reason: str, now: datetime) -> None:
    """Mark rows as rejected; an addition whose deletion is rejected counts as reported again."""
    undone = list(rows.filter(undoes__isnull=False).values_list("undoes", flat=True))
    rows.update(state=State.REJECTED, reason=reason, state_at=now)
    report_again(undone)


def report_again(undone: Sequence[int]) -> None:
    """Count additions as reported again, as their deletions were rejected. Gets their primary keys."""
    again = ExportRow.objects.reported().filter(
        destination=OuterRef("destination"), certificate=OuterRef("certificate")
    )
    # Unless its certificate has been reported again since.
    ExportRow.objects.filter(~Exists(again), pk__in=undone).update(undone_at=None)


def _external(selection: ExportSelection) -> bool:
    layout = selection.layout
    return layout.destination.is_external and layout.subject == Subject.COMPLETION


def _size(selection: ExportSelection) -> int:
    if selection.layout.subject == Subject.ACTIVITY:
        return len(courses_of(selection))
    return selection.candidates().count()


def courses_of(selection: ExportSelection) -> list[Course]:
    """Return the courses to total: those chosen, or all of the provider; only published ones, no samples."""
    own = Course.objects.filter(
        series__provider=selection.provider, is_sample=False, series__is_sample=False
    ).select_related("series__provider")
    if selection.courses:
        own = own.filter(pk__in=[course.pk for course in selection.courses])
    return list(own.filter(published_at__isnull=False))


def selection_of(export: Export) -> ExportSelection:
    """Return the selection of an export, rebuilt from what it stored."""
    kept = export.selection
    keys = [course["id"] for course in kept["courses"]]
    return ExportSelection(
        provider=export.provider,
        layout=export.layout,
        courses=list(Course.objects.filter(pk__in=keys)),
        completed_from=_day(kept["completed_from"]),
        completed_to=_day(kept["completed_to"]),
        credit_types=kept["credit_types"],
        columns=[ExportColumn(layout=export.layout, **column) for column in export.columns],
    )


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _write_completions(export: Export, *, now: datetime) -> None:
    def tell(checked: int) -> None:
        Export.objects.filter(pk=export.pk).update(checked=checked)

    # Outside the transaction, so that the page can show the progress.
    made = plan(selection_of(export), now=now, tell=tell)
    with transaction.atomic():
        if Export.objects.select_for_update().get(pk=export.pk).finished_at:
            return  # by another process, a moment ago
        if export.layout.destination.is_external:
            _settle(export, made, now=now)
            _record_rows(export, made, now=now)
        _record_left_out(export, made.left_out)
        lines: list[CompletionRecord] = [each.record for each in made.deletes] + made.adds
        _finish(export, lines, adds=len(made.adds), deletes=len(made.deletes), now=now)


def _settle(export: Export, made: Plan, *, now: datetime) -> None:
    """Lock the destination, so that exports record rows one after the other, and check the plan again.

    Since it was made, another export may have sent some of it, a consent may have been withdrawn, and
    a certificate revoked or replaced.
    """
    layout = export.layout
    ReportingDestination.objects.select_for_update(no_key=True).get(pk=layout.destination_id)
    made.deletes = deletions(export.provider, layout, now=now)
    keys = [record.certificate_id for record in made.adds]
    consents = Consent.objects.standing().filter(destination=layout.destination_id)
    sent = ExportRow.objects.reported().filter(
        destination=layout.destination_id, certificate=OuterRef("pk")
    )
    standing = set(
        Certificate.objects.live()
        .filter(~Exists(sent), pk__in=keys, learner__in=consents.values("user"))
        .values_list("pk", flat=True)
    )
    made.adds = [record for record in made.adds if record.certificate_id in standing]


def _record_rows(export: Export, made: Plan, *, now: datetime) -> None:
    rows = [_delete_row(export, line, each) for line, each in enumerate(made.deletes, start=1)]
    first = len(rows) + 1
    rows += [_add_row(export, line, each) for line, each in enumerate(made.adds, start=first)]
    for row in rows:
        row.state_at = now
    undone = [each.row.pk for each in made.deletes]
    ExportRow.objects.filter(pk__in=undone).update(undone_at=now)
    ExportRow.objects.bulk_create(rows, batch_size=1000)


def _add_row(export: Export, line: int, record: CompletionRecord) -> ExportRow:
    return ExportRow(
        export=export,
        destination_id=export.layout.destination_id,
        line=line,
        certificate_id=record.certificate_id,
        credit_id=record.credit_id,
        action=Action.ADD,
        state=State.EXPORTED,
    )


def _delete_row(export: Export, line: int, deletion: Deletion) -> ExportRow:
    row = _add_row(export, line, deletion.record)
    row.action = Action.DELETE
    row.undoes = deletion.row
    return row


def _record_left_out(export: Export, left_out: Sequence[LeftOut]) -> None:
    ExportExclusion.objects.bulk_create(
        (
            ExportExclusion(
                export=export, certificate_id=each.record.certificate_id, reasons=each.reasons
            )
            for each in left_out
        ),
        batch_size=1000,
    )


def _write_totals(export: Export, *, now: datetime) -> None:
    with transaction.atomic():
        lines = totals_of(courses_of(selection_of(export)))
        _finish(export, lines, adds=len(lines), deletes=0, now=now)


def _finish(
    export: Export,
    lines: Sequence[CompletionRecord | ActivityTotals],
    *,
    adds: int,
    deletes: int,
    now: datetime,
) -> None:
    sha256, size = _keep(export, lines, now=now) if lines else ("", 0)
    Export.objects.filter(pk=export.pk).update(
        adds=adds,
        deletes=deletes,
        left_out=export.exclusions.count(),
        checked=export.to_check,
        sha256=sha256,
        bytes=size,
        finished_at=now,
        file_removed_at=None if lines else now,
    )


def _keep(
    export: Export, lines: Sequence[CompletionRecord | ActivityTotals], *, now: datetime
) -> tuple[str, int]:
    """Write and store the file; return its hash and size. On disk it is nameless until it is encrypted."""
    with tempfile.TemporaryFile() as file:
        write(file, export, lines, now=now)
        size = file.tell()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        private_files.keep(export.stored_name, file)
    return sha256, size
