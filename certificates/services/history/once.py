"""One credit is one record, whatever it was recorded under.

Two records are the same credit if they name the same activity and credit type of one provider, and the same
person: one mailbox, or two of one account, or one former user number with one name. The same amount on the
same day is known already. Anything else about the same credit is for the coordinator to decide, so that line
comes back: another amount or day, one address with two names, one number with two people.
"""

import hashlib
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection

from accounts.sentences import long_date
from certificates.services.history.records import Record
from certificates.services.past_credit import mailbox_key
from courses.services.statements import amount
from imports.kinds import Outcome, Reason
from imports.models import Import


@dataclass(frozen=True, slots=True)
class Earlier:
    """A record of a credit that came before another one; `where` it stands begins a sentence.

    `source` is the id of the import that brought it, "" if it stands in the same file. `root` says which record
    the credit has: its primary key, or with a minus the good line of the same file that becomes it.
    """

    where: str
    person: str
    name: str
    number: str
    quarters: int
    completed_on: date
    source: str = ""
    root: int = 0

    def judge(self, record: Record, person: str) -> Outcome:
        """Return what becomes of a record that is of the same credit, or of the same number."""
        same_name = _is_one_name(record.name, self.name)
        same_number = record.former_number == self.number != ""
        if not same_name and not (person == self.person and same_number):
            return Outcome("returned", reasons=[self._whose(record, person)])
        if (record.credit_quarters, record.completed_on) == (self.quarters, self.completed_on):
            words = f"{self.where} says the same."
            values: dict[str, Any] = {"root": self.root}
            if self.source:
                values["import"] = self.source
            if record.former_number and not self.number:
                values["number"] = record.former_number
            return Outcome("known", values, [Reason("", "known", words)])
        other_amount = record.credit_quarters != self.quarters
        words = (
            f"{self.where} gives {amount(self.quarters)} for the same credit on"
            f" {long_date(self.completed_on)}; which is right?"
        )
        column = "credits" if other_amount else "date_completed"
        code = "another_amount" if other_amount else "another_day"
        return Outcome("returned", reasons=[Reason(column, code, words)])

    def _whose(self, record: Record, person: str) -> Reason:
        if person == self.person:
            words = (
                f"{self.where} gives this credit to {self.name}, at the same address. Correct the name, or"
                " give each of two people their own address."
            )
            return Reason("external_email", "another_name", words)
        words = (
            f"{self.where} gives this credit to {self.name}, with the same user number. If that is the same"
            " person, correct the name; if it is another, leave the number empty."
        )
        return Reason("external_user_id", "another_person", words)


class Seen:
    """The records of a file so far. It holds some hundred bytes of each, and nothing else of the file."""

    _numbers = struct.Struct("<IHI16sq")

    def __init__(self) -> None:
        self._by_key: dict[bytes, bytes] = {}

    def add(self, record: Record, person: str, line: int, root: int = 0) -> None:
        """Remember a record under its person and its number, where nothing is remembered yet.

        `root` is that of the earlier record that makes it known; without one it is good itself.
        """
        day = record.completed_on.toordinal()
        packed = self._numbers.pack(
            line, record.credit_quarters, day, _digest(person), root or -line
        )
        packed += f"{record.name}\x1f{record.former_number}".encode()
        for key in _keys(record, person):
            self._by_key.setdefault(key, packed)

    def find(self, record: Record, person: str) -> Iterator[Earlier]:
        """Yield what the file says earlier of the same credit."""
        for key in _keys(record, person):
            if packed := self._by_key.get(key):
                line, quarters, day, whose, root = self._numbers.unpack_from(packed)
                name, number = packed[self._numbers.size :].decode().split("\x1f")
                # Nothing but the person's digest is kept, which is enough to tell whether they are one.
                same = person if whose == _digest(person) else ""
                on = date.fromordinal(day)
                yield Earlier(f"Line {line}", same, name, number, quarters, on, root=root)


class Here:
    """What is here already of the credit in some records of a provider's file; two queries."""

    def __init__(self, provider_id: int, records: Sequence[Record]) -> None:
        emails = {record.email for record in records}
        owners = EmailAddress.objects.filter(email__in=emails, verified=True)
        self.accounts: dict[str, int] = dict(owners.values_list("email", "user"))
        self._found = self._look_up(provider_id, records) if records else {}

    def person(self, record: Record) -> str:
        """Return what all records of one person have in common: the account, else the mailbox."""
        account = self.accounts.get(record.email)
        return f"account:{account}" if account else mailbox_key(record.email)

    def find(self, record: Record) -> list[Earlier]:
        """Return the records here of the same credit."""
        return self._found.get(id(record), [])

    def _look_up(self, provider_id: int, records: Sequence[Record]) -> dict[int, list[Earlier]]:
        columns: list[list[Any]] = [
            [record.external_course_id for record in records],
            [record.credit_type_code for record in records],
            [mailbox_key(record.email) for record in records],
            [self.accounts.get(record.email) for record in records],
            [record.former_number or None for record in records],
        ]
        found: dict[int, list[Earlier]] = {}
        with connection.cursor() as cursor:
            cursor.execute(_SAME_CREDIT, [*columns, *[provider_id] * 3])
            for place, same_mailbox, learner, *facts in cursor.fetchall():
                record = records[place - 1]
                is_same = same_mailbox or (learner and learner == self.accounts.get(record.email))
                earlier = _stored(self.person(record) if is_same else "", *facts)
                found.setdefault(id(record), []).append(earlier)
        return found


# Three look-ups a line, each by its own unique index; one with OR between them reads a whole activity.
_SAME_CREDIT = """
SELECT given.place, past.person_key = given.person_key, past.learner_id, past.name, past.former_number,
    past.credit_quarters, past.completed_on, past.line, past.source_id, source.file_name, past.id
FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
    WITH ORDINALITY AS given(course, credit_type, person_key, account, number, place)
CROSS JOIN LATERAL (
    SELECT * FROM certificates_pastcredit WHERE provider_id = %s AND external_course_id = given.course
        AND credit_type_code = given.credit_type AND person_key = given.person_key
    UNION
    SELECT * FROM certificates_pastcredit WHERE provider_id = %s AND external_course_id = given.course
        AND credit_type_code = given.credit_type AND learner_id = given.account
    UNION
    SELECT * FROM certificates_pastcredit WHERE provider_id = %s AND external_course_id = given.course
        AND credit_type_code = given.credit_type AND former_number = given.number AND former_number <> ''
) AS past
JOIN imports_import source ON source.id = past.source_id
ORDER BY given.place, past.id
"""


def _stored(
    person: str,
    name: str,
    number: str,
    quarters: int,
    completed_on: date,
    line: int,
    source: object,
    file_name: str,
    root: int,
) -> Earlier:
    where = f"Line {line} of “{file_name}”, which is here already,"
    return Earlier(where, person, name, number, quarters, completed_on, str(source), root)


_NUMBERS = """
WITH said AS (
    SELECT line.line, line.values->>'number' AS number,
        CASE WHEN (line.values->>'root')::bigint > 0 THEN (line.values->>'root')::bigint ELSE good.made_id END AS root
    FROM imports_importrow line
    LEFT JOIN imports_importrow good
        ON good.source_id = line.source_id AND good.line = -(line.values->>'root')::bigint
    WHERE line.source_id = %s AND line.state = 'known' AND line.values ? 'number'
), first AS (
    SELECT DISTINCT ON (past.id) past.id, past.external_course_id, past.credit_type_code, said.number
    FROM said JOIN certificates_pastcredit past ON past.id = said.root
    WHERE past.former_number = '' ORDER BY past.id, said.line
), given AS (
    SELECT DISTINCT ON (external_course_id, credit_type_code, number) * FROM first
    ORDER BY external_course_id, credit_type_code, number, id
)
UPDATE certificates_pastcredit past SET former_number = given.number
FROM given WHERE past.id = given.id AND NOT EXISTS (
    SELECT FROM certificates_pastcredit other
    WHERE other.provider_id = past.provider_id AND other.external_course_id = past.external_course_id
        AND other.credit_type_code = past.credit_type_code AND other.former_number = given.number
)
"""


def keep_numbers(source: Import) -> None:
    """Give records without a former number the one that a known line of the file has for the same credit.

    Else the next line with that number, at another address, would be a second credit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [source.pk])


def _keys(record: Record, person: str) -> Iterator[bytes]:
    credit = f"{record.external_course_id}\x1f{record.credit_type_code}\x1f"
    yield _digest(f"{credit}{person}")
    if record.former_number:
        yield _digest(f"{credit}number:{record.former_number}")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _is_one_name(one: str, other: str) -> bool:
    """Say whether one name has every word of the other: “Lee, Pat” and “Pat Lee-Ruiz”, in any case."""
    words, others = _words(one), _words(other)
    return words <= others or others <= words


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))
