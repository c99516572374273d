"""The credit record: credit earned by year and credit type; different types are never added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from accounts.models import User
from certificates.models import Certificate, PastCredit
from courses.emphasis import credit_plain
from courses.models import CreditType
from providers.csv_safety import Cell

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
PAST_NOTE = "Earlier credit"
SAMPLE_NOTE = "Sample: would be awarded; no credit is awarded"


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


def credit_rows(user: User) -> QuerySet[Certificate]:
    """Return the learner's valid certificates by year, newest first, then by credit type; samples last."""
    by_type = ("is_sample", "credit_type_code", "-completed_on", "-issued_at", "pk")
    return _standing(user).order_by(ExtractYear("completed_on").desc(), *by_type)


def years_of(user: User, rows: Iterable[Certificate]) -> list[TranscriptYear]:
    """Return `rows`, which are `credit_rows` or a page of them, by year and credit type.

    The totals are those of the whole year, however few of its rows are asked for.
    """
    types = {each.code: each for each in CreditType.objects.all()}
    totals = _totals(_standing(user), "is_sample", "credit_type_code")
    return [
        TranscriptYear(year, list(_groups(year, group, types, totals)))
        for year, group in groupby(rows, key=lambda each: each.completed_on.year)
    ]


def transcript_of(user: User) -> list[TranscriptYear]:
    """Return the learner's valid certificates, newest year first, grouped by credit type."""
    return years_of(user, credit_rows(user))


def transcript_table(user: User) -> Iterator[list[Cell]]:
    """Yield the rows of a file of these certificates and past credit; the first names the columns."""
    yield [*COLUMNS]
    for certificate in _standing(user).order_by("-completed_on", "-issued_at", "pk").iterator():
        yield _cells(certificate)
    for past in past_rows(user).iterator():
        yield _past_cells(past)


@dataclass(frozen=True)
class PastYear:
    """Earlier credit, of a former system, in one year, and the total of each credit type."""

    year: int
    credits: list[PastCredit]
    totals: list[tuple[str, int]]


def past_rows(user: User) -> QuerySet[PastCredit]:
    """Return what a former system recorded for the learner, newest first."""
    rows = PastCredit.objects.of(user).select_related("provider")
    return rows.order_by("-completed_on", "title", "pk")


def past_years_of(user: User, rows: Iterable[PastCredit]) -> list[PastYear]:
    """Return `rows`, which are `past_rows` or a page of them, by year.

    The totals are those of the whole year; credit types are not added up.
    """
    types = {each.code: each for each in CreditType.objects.all()}
    sums = _totals(PastCredit.objects.filter(learner=user), "credit_type_code")
    years = []
    for year, group in groupby(_named(rows, types), key=lambda each: each.completed_on.year):
        records = list(group)
        own = [(code, total) for (of, code), total in sums.items() if of == year]
        totals = [(_name(types, code, total), total) for code, total in own]
        years.append(PastYear(year, records, totals))
    return years


def with_credit_names(rows: Iterable[PastCredit]) -> list[PastCredit]:
    """Return the same rows, each with `credit_name`: what its credit type is called, else its code."""
    return _named(rows, {each.code: each for each in CreditType.objects.all()})


def past_credit_of(user: User) -> list[PastYear]:
    """Return all that a former system recorded for the learner, newest year first."""
    return past_years_of(user, past_rows(user))


def _named(rows: Iterable[PastCredit], types: dict[str, CreditType]) -> list[PastCredit]:
    named = list(rows)
    for each in named:
        each.credit_name = _name(types, each.credit_type_code, each.credit_quarters)
    return named


def _totals(rows: QuerySet[Any], *kind: str) -> dict[tuple[Any, ...], int]:
    """Return the quarters of each year and kind."""
    years = rows.order_by().annotate(year=ExtractYear("completed_on")).values_list("year", *kind)
    summed = years.annotate(quarters=Sum("credit_quarters")).order_by("year", *kind)
    return {tuple(key): quarters for *key, quarters in summed}


def _name(types: dict[str, CreditType], code: str, quarters: int) -> str:
    return types[code].name_for(quarters) if code in types else code


def _past_cells(past: PastCredit) -> list[Cell]:
    return [
        past.completed_on,
        past.title,
        past.provider.name,
        "",
        Decimal(past.credit_quarters) / 4,
        past.credit_type_code,
        past.name,
        "",
        PAST_NOTE,
    ]


def _standing(user: User) -> QuerySet[Certificate]:
    # Without the statements of a certificate, which are most of its bytes.
    unread = ("wording", "designation_statement", "accreditation_statement", "attestation")
    return Certificate.objects.live().filter(learner=user).defer(*unread)


def _groups(
    year: int,
    rows: Iterable[Certificate],
    types: dict[str, CreditType],
    totals: dict[tuple[Any, ...], int],
) -> Iterator[CreditGroup]:
    for kind, group in groupby(rows, key=lambda row: (row.is_sample, row.credit_type_code)):
        certificates, (is_sample, code) = list(group), kind
        total = totals[year, *kind]
        name = types[code].name_for(total) if code in types else certificates[0].credit_name
        yield CreditGroup(name, is_sample, certificates, total)


def _cells(certificate: Certificate) -> list[Cell]:
    return [
        certificate.completed_on,
        certificate.title,
        certificate.provider_name,
        certificate.learning_format,
        Decimal(certificate.credit_quarters) / 4,
        credit_plain(certificate.credit_name),
        certificate.printed_name,
        certificate.printed_code,
        SAMPLE_NOTE if certificate.is_sample else "",
    ]
