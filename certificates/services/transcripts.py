"""The transcript: what was earned, by year and credit type, and never one type added to another."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from accounts.models import User
from certificates.models import Certificate
from courses.emphasis import credit_plain
from courses.models import CreditType
from courses.services.statements import amount

COLUMNS = [
    "Completed",
    "Activity",
    "Provider",
    "Learning format",
    "Amount",
    "Credit",
    "Name",
    "Verification code",
    "Note",
]
SAMPLE_NOTE = "Sample: no credit is awarded"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class CreditGroup:
    """One credit type in one year; samples stand apart, because they award nothing."""

    credit_name: str
    is_sample: bool
    certificates: list[Certificate]
    quarters: int


@dataclass(frozen=True)
class TranscriptYear:
    """The credit of one year of completion."""

    year: int
    groups: list[CreditGroup]


def transcript_of(user: User) -> list[TranscriptYear]:
    """Return the learner's certificates that stand, newest year first, grouped by credit type."""
    types = {each.code: each for each in CreditType.objects.all()}
    by_year = groupby(_standing(user), key=lambda each: each.completed_on.year)
    return [TranscriptYear(year, list(_groups(rows, types))) for year, rows in by_year]


def transcript_csv(user: User) -> str:
    """Return the same certificates as CSV for spreadsheets, with a byte order mark for Excel.

    No cell can be a formula: what begins like one gets an apostrophe in front.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for certificate in _standing(user):
        writer.writerow(map(as_text_cell, _cells(certificate)))
    return text.getvalue()


def as_text_cell(value: str) -> str:
    """Return `value` so that no spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _standing(user: User) -> Iterable[Certificate]:
    return Certificate.objects.live().filter(learner=user).order_by("-completed_on", "-issued_at")


def _groups(rows: Iterable[Certificate], types: dict[str, CreditType]) -> Iterator[CreditGroup]:
    def kind(row: Certificate) -> tuple[bool, str]:
        return row.is_sample, row.credit_type_code

    # Sorting keeps the order within a kind: newest first.
    for (is_sample, code), group in groupby(sorted(rows, key=kind), key=kind):
        certificates = list(group)
        total = sum(each.credit_quarters for each in certificates)
        name = types[code].name_for(total) if code in types else certificates[0].credit_name
        yield CreditGroup(name, is_sample, certificates, total)


def _cells(certificate: Certificate) -> list[str]:
    return [
        certificate.completed_on.isoformat(),
        certificate.title,
        certificate.provider_name,
        certificate.learning_format,
        amount(certificate.credit_quarters),
        credit_plain(certificate.credit_name),
        certificate.printed_name,
        certificate.printed_code,
        SAMPLE_NOTE if certificate.is_sample else "",
    ]
