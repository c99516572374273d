"""The transcript: credit earned by year and credit type; different types are never added up."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from accounts.models import User
from certificates.models import Certificate, PastCredit
from courses.emphasis import credit_plain
from courses.models import CreditType
from courses.services.statements import amount
from providers.csv_safety import as_text_cell

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
PAST_NOTE = "Recorded before this portal"
SAMPLE_NOTE = "Sample: no credit is awarded"


@dataclass(frozen=True)
class CreditGroup:
    """One credit type in one year; samples are separate, because they award nothing."""

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
    """Return the learner's valid certificates, newest year first, grouped by credit type."""
    types = {each.code: each for each in CreditType.objects.all()}
    by_year = groupby(_standing(user), key=lambda each: each.completed_on.year)
    return [TranscriptYear(year, list(_groups(rows, types))) for year, rows in by_year]


def transcript_csv(user: User) -> str:
    """Return these certificates and past credit as CSV, with a byte order mark for Excel.

    No cell can be a formula: text that begins like one gets an apostrophe in front.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for certificate in _standing(user):
        writer.writerow(map(as_text_cell, _cells(certificate)))
    for past in PastCredit.objects.of(user).select_related("provider"):
        writer.writerow(map(as_text_cell, _past_cells(past)))
    return text.getvalue()


@dataclass(frozen=True)
class PastYear:
    """Credit recorded before this portal in one year, and the total of each credit type."""

    year: int
    credits: list[PastCredit]
    totals: list[tuple[str, int]]


def past_credit_of(user: User) -> list[PastYear]:
    """Return what a former system recorded for the learner, newest year first; types are not added up."""
    types = {each.code: each for each in CreditType.objects.all()}
    rows = PastCredit.objects.of(user).select_related("provider")
    years = []
    for year, group in groupby(rows, key=lambda each: each.completed_on.year):
        records, sums = list(group), dict[str, int]()
        for each in records:
            each.credit_name = _name(types, each.credit_type_code, each.credit_quarters)  # type: ignore[attr-defined]
            code = each.credit_type_code
            sums[code] = sums.get(code, 0) + each.credit_quarters
        totals = [(_name(types, code, total), total) for code, total in sums.items()]
        years.append(PastYear(year, records, totals))
    return years


def _name(types: dict[str, CreditType], code: str, quarters: int) -> str:
    return types[code].name_for(quarters) if code in types else code


def _past_cells(past: PastCredit) -> list[str]:
    return [
        past.completed_on.isoformat(),
        past.title,
        past.provider.name,
        "",
        amount(past.credit_quarters),
        past.credit_type_code,
        past.name,
        "",
        PAST_NOTE,
    ]


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
