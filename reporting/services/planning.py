"""Who goes into an export, who does not, and why: the same for the dry run and for the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.models import Certificate
from courses.models import Course
from providers.models import Provider
from reporting.models import (
    Action,
    Consent,
    ExportColumn,
    ExportLayout,
    ExportRow,
    ReportingIdentity,
    Subject,
)
from reporting.models import Licence as LicenceRow
from reporting.services.records import CompletionRecord, RecordBuilder, with_identity
from reporting.services.validators import VALIDATORS, is_physician
from reporting.services.vocabulary import cell, vocabulary_of

_BATCH = 500


@dataclass(frozen=True)
class ExportSelection:
    """What staff chose: provider, layout, courses, dates of completion and credit types."""

    provider: Provider
    layout: ExportLayout
    courses: list[Course] = field(default_factory=list)
    completed_from: date | None = None
    completed_to: date | None = None
    credit_types: list[str] = field(default_factory=list)
    columns: list[ExportColumn] | None = None
    """The layout's columns when the export was started; None: the current ones."""

    def candidates(self) -> "QuerySet[Certificate]":
        """Return the selected certificates, without superseded ones: their replacements are among them."""
        rows = Certificate.objects.filter(
            course__series__provider=self.provider, superseded_at__isnull=True
        )
        if self.courses:
            rows = rows.filter(course__in=self.courses)
        if self.completed_from:
            rows = rows.filter(completed_on__gte=self.completed_from)
        if self.completed_to:
            rows = rows.filter(completed_on__lte=self.completed_to)
        if types := self.types():
            rows = rows.filter(credit_type_code__in=types)
        return rows.order_by("completed_on", "pk")

    def types(self) -> list[str]:
        """Return the layout's credit types that were chosen, or all of them; an empty list means every type."""
        reported = list(self.layout.credit_types.values_list("code", flat=True))
        if not self.credit_types:
            return reported
        chosen = [code for code in self.credit_types if not reported or code in reported]
        return chosen or ["-"]  # the layout reports none of the chosen types: match nothing

    def as_json(self) -> dict[str, Any]:
        """Return the selection as the export stores it."""
        return {
            "courses": [{"id": each.pk, "title": each.title} for each in self.courses],
            "completed_from": self.completed_from and self.completed_from.isoformat(),
            "completed_to": self.completed_to and self.completed_to.isoformat(),
            "credit_types": self.credit_types,
        }


@dataclass(frozen=True)
class LeftOut:
    """A learner who is left out, with every reason."""

    record: CompletionRecord
    reasons: list[str]


@dataclass(frozen=True)
class Deletion:
    """A reported line that the destination must delete, and what is still known of it."""

    row: ExportRow
    record: CompletionRecord


@dataclass
class Plan:
    """What an export would do. Deletions come first in the file, as a correction is a deletion and an addition."""

    deletes: list[Deletion] = field(default_factory=list)
    adds: list[CompletionRecord] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def plan(
    selection: ExportSelection, *, now: datetime, tell: Callable[[int], None] = lambda _: None
) -> Plan:
    """Check every candidate and say who goes; `tell` is called with how many were checked so far.

    An internal list (`ReportingDestination.is_external` false) needs no consent, may report the same
    credit again, and deletes nothing.
    """
    layout = selection.layout
    builder = RecordBuilder(layout.destination, now=now)
    columns = list(layout.columns.all()) if selection.columns is None else selection.columns
    external = layout.destination.is_external
    made = Plan(deletes=deletions(selection.provider, layout, now=now) if external else [])
    reported = _reported(layout) if external else set()
    # Credit that must be deleted is left out for its own reason, not as already reported.
    reported -= {each.row.certificate_id for each in made.deletes}
    seen: set[tuple[int, str]] = set()
    checked = 0
    for batch in batched(_in_steps(selection.candidates()), _BATCH):
        records = builder.build(batch)
        elsewhere = _keys_reported_of_others(records, layout) if external else {}
        for record in records:
            reasons = reasons_against(record, layout=layout, columns=columns)
            if record.certificate_id in reported:
                reasons = ["already_reported"]
            elif external and not reasons and _is_duplicate(record, seen, elsewhere):
                reasons = ["duplicate"]
            if reasons:
                made.left_out.append(LeftOut(record, reasons))
            else:
                made.adds.append(record)
                seen.add(record.unique_key)
        checked += len(batch)
        tell(checked)
    return made


def reasons_against(
    record: CompletionRecord, *, layout: ExportLayout, columns: list[ExportColumn]
) -> list[str]:
    """Return the code of every reason to leave this learner out, each once."""
    reasons = []
    if record.is_sample:
        reasons.append("sample")
    if record.status == "revoked":
        reasons.append("revoked")
    if layout.destination.is_external:
        if record.learner_id is None:
            return [*reasons, "account_gone"]
        if record.consent_given_at is None:
            reasons.append("no_consent")
        reasons += filter(None, [VALIDATORS["completion_date"](record.completed_on, record)])
    if layout.physicians_only and not is_physician(record):
        reasons.append("not_physician")
    for column in columns:
        reasons.append(_fault(record, column))
    return list(dict.fromkeys(filter(None, reasons)))


def _fault(record: CompletionRecord, column: ExportColumn) -> str:
    value = cell(column.expression, record)
    if value is None or value == "":
        expression = vocabulary_of(Subject.COMPLETION)[column.expression]
        return expression.missing if column.required else ""
    return VALIDATORS[column.validator](value, record) if column.validator else ""


def deletions(provider: Provider, layout: ExportLayout, *, now: datetime) -> list[Deletion]:
    """Return what was reported to the destination and must be deleted there, whatever was selected.

    The reasons: a certificate was revoked or superseded, an account deleted, or a consent withdrawn.
    """
    rows = list(deletable(provider, layout.destination_id).order_by("pk"))
    keys = [row.certificate_id for row in rows if row.certificate_id]
    certificates = with_identity(Certificate.objects.filter(pk__in=keys))
    built = RecordBuilder(layout.destination, now=now).build(certificates, action=Action.DELETE)
    records = {record.certificate_id: record for record in built}
    return [Deletion(row, records[row.certificate_id]) for row in rows if row.certificate_id]


def deletable(provider: Provider | None, destination_id: int) -> "QuerySet[ExportRow]":
    """Return the reported additions that must be deleted; of every provider if `provider` is None."""
    consent = Consent.objects.standing().filter(
        destination=destination_id, user=OuterRef("certificate__learner")
    )
    rows = ExportRow.objects.reported().filter(
        destination=destination_id, certificate__isnull=False
    )
    if provider:
        rows = rows.filter(export__provider=provider)
    return rows.filter(
        Q(certificate__revoked_at__isnull=False)
        | Q(certificate__superseded_at__isnull=False)
        | Q(certificate__learner__isnull=True)
        | ~Exists(consent)
    )


def _in_steps(certificates: "QuerySet[Certificate]") -> Iterator[Certificate]:
    rows: Iterator[Certificate] = with_identity(certificates).iterator(chunk_size=_BATCH)
    return rows


def _reported(layout: ExportLayout) -> set[Any]:
    rows = ExportRow.objects.reported().filter(destination=layout.destination_id)
    return set(rows.values_list("certificate", flat=True))


def _is_duplicate(
    record: CompletionRecord,
    seen: set[tuple[int, str]],
    elsewhere: dict[tuple[int, str], set[int]],
) -> bool:
    key = record.unique_key
    if not key[1]:
        return False
    return key in seen or bool(elsewhere.get(key, set()) - {record.learner_id or 0})


def _keys_reported_of_others(
    records: list[CompletionRecord], layout: ExportLayout
) -> dict[tuple[int, str], set[int]]:
    """Return (activity, identifier) → the learners for whom it is reported already."""
    indexes = {record.unique_key[1] for record in records} - {""}
    owners: dict[str, set[int]] = {}
    licences = LicenceRow.objects.filter(number_index__in=indexes)
    identities = ReportingIdentity.objects.filter(npi_index__in=indexes)
    for index, owner in [
        *licences.values_list("number_index", "user"),
        *identities.values_list("npi_index", "user"),
    ]:
        owners.setdefault(index, set()).add(owner)
    shared = {index: users for index, users in owners.items() if len(users) > 1}
    if not shared:
        return {}
    rows = ExportRow.objects.reported().filter(
        destination=layout.destination_id, certificate__learner__in=set().union(*shared.values())
    )
    reported = set(rows.values_list("certificate__course", "certificate__learner"))
    return {
        (course, index): {user for user in users if (course, user) in reported}
        for index, users in shared.items()
        for course in {each for each, _ in reported}
    }
