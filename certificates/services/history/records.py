"""What one line of a former system's file says, read by the rules of credit; each thing wrong is a reason."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from django.core.exceptions import ValidationError

from accounts.cleaning import JOINERS, clean_key, clean_name, clean_prose
from accounts.mailboxes import clean_address
from certificates.services.history.fields import CATEGORIES
from imports.kinds import Item, Reason
from imports.values import day_of_text, number_of_text

_EARLIEST = 1950
_MOST = 500 * 4
"""The quarters of the largest self-assessment programs, and more: “1,000” is a 1 with three decimals."""


@dataclass(frozen=True, slots=True)
class Record:
    """One completed activity of one person. The fields are those of `PastCredit`."""

    external_course_id: str
    title: str
    email: str
    name: str
    former_number: str
    credit_type_code: str
    credit_quarters: int
    is_physician: bool | None
    enrolled_on: date | None
    completed_on: date
    expires_on: date | None

    def values(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them, days as ISO 8601."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in found.items()
        }


@dataclass(frozen=True, slots=True)
class Rules:
    """What lines are judged by: the provider's zone and today, and the credit that only physicians get.

    `says_complete`: whether a column says which lines are completed activities; else all are.
    """

    zone: tzinfo
    today: date
    physicians_only: frozenset[str]
    says_complete: bool

    def read(self, item: Item) -> Record | list[Reason] | None:
        """Return the record of a line, the reasons why it is none, or None if it says that it is not complete."""
        reasons: list[Reason] = []
        cells = _Cells(item, reasons, self.zone)
        if self.says_complete:
            complete = cells.read("complete", cells.completion)
            if complete is False:
                return None
        found: dict[str, Any] = {
            "external_course_id": cells.read("external_course_id", lambda text: _key(text, 128)),
            "title": cells.read("title", _title),
            "email": cells.read("external_email", _address),
            "name": cells.name(),
            "former_number": cells.read(
                "external_user_id", lambda text: _key(text, 70, empty=True)
            ),
            "credit_type_code": cells.credit_type(),
            "credit_quarters": cells.read("credits", cells.quarters),
            "is_physician": cells.category(),
            "enrolled_on": cells.day("enrollment_start"),
            "completed_on": cells.day("date_completed", needed=True),
            "expires_on": cells.day("credit_expiration"),
        }
        reasons += self._together(found)
        return reasons or Record(**found)

    def _together(self, found: dict[str, Any]) -> Iterator[Reason]:
        started, completed = found["enrolled_on"], found["completed_on"]
        if completed and completed > self.today:
            yield Reason("date_completed", "date_ahead", "Lies in the future.")
        if started and completed and completed < started:
            message = "Was completed before the enrollment began."
            yield Reason("date_completed", "date_order", message)
        if found["credit_type_code"] in self.physicians_only and found["is_physician"] is False:
            message = "This credit goes to physicians only (AMA); the line says non-physician."
            yield Reason("credit_type", "not_a_physician", message)


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Cells:
    """Reads the cells of one line, and notes the reason where one cannot be read."""

    item: Item
    reasons: list[Reason]
    zone: tzinfo

    def read[T](self, column: str, rule: Callable[[str], T]) -> T | None:
        try:
            return rule(self.item.cells.get(column, ""))
        except _Wrong as wrong:
            self.reasons.append(Reason(column, wrong.code, str(wrong)))
        except ValueError as wrong:
            self.reasons.append(Reason(column, f"not_a_{_KINDS[column]}", str(wrong)))
        return None

    def name(self) -> str | None:
        first = self.read("first_name", lambda text: _text(clean_name(text), 60, empty=True))
        last = self.read("last_name", lambda text: _text(clean_name(text), 59, empty=True))
        if first is None or last is None:
            return None
        if apart := f"{first} {last}".strip():
            return apart
        column = "name" if self.item.cells.get("name") else "last_name"
        if column == "last_name":
            self.reasons.append(Reason(column, "empty", "Has neither a first nor a last name."))
            return None
        return self.read("name", lambda text: _text(clean_name(text), 120))

    def credit_type(self) -> str | None:
        return self.read("credit_type", self._credit_type)

    def _credit_type(self, text: str) -> str:
        if not text:
            raise _Wrong("empty", "Is empty.")
        code = self.item.codes.get("credit_type")
        if code is None:
            message = f"Nobody has said which credit type “{text[:60]}” is."
            raise _Wrong("unknown_credit", message)
        return code

    def category(self) -> bool | None:
        return self.read("participant_category", self._category)

    def _category(self, text: str) -> bool | None:
        if not text:
            return None
        code = self.item.codes.get("participant_category")
        if code is None:
            message = f"Nobody has said whether “{text[:60]}” is a physician."
            raise _Wrong("unknown_category", message)
        return CATEGORIES[code]

    def completion(self, text: str) -> bool:
        code = self.item.codes.get("complete")
        if code is None:
            message = f"Nobody has said whether “{text[:60]}” means completed."
            raise _Wrong("unknown_completion", message)
        return code == "completed"

    def quarters(self, text: str) -> int:
        if not text:
            raise _Wrong("empty", "Is empty.")
        quarters = number_of_text(text, mark=self.item.mark) * 4
        if not quarters:
            raise _Wrong("no_credit", "Is zero: a completed activity has credit.")
        if not 0 < quarters <= _MOST:
            raise _Wrong("not_an_amount", "Is no amount of one activity: 500.00 at most.")
        if quarters != quarters.to_integral_value():
            raise _Wrong("not_in_steps", f"{text} is not in steps of 0.25.")
        return int(quarters)

    def day(self, column: str, *, needed: bool = False) -> date | None:
        return self.read(column, lambda text: self._day(text, needed))

    def _day(self, text: str, needed: bool) -> date | None:
        if not text:
            if needed:
                raise _Wrong("empty", "Is empty: when was it completed?")
            return None
        found = day_of_text(text, order=self.item.order, zone=self.zone)
        if found.year < _EARLIEST:
            raise _Wrong("not_a_date", f"The year {found.year} cannot be right.")
        return found


def _text(text: str, most: int, *, empty: bool = False) -> str:
    if not text and not empty:
        raise _Wrong("empty", "Is empty.")
    if len(text) > most:
        raise _Wrong("too_long", f"Has {len(text)} characters; {most} at most.")
    if not all(part.isprintable() or part in JOINERS for part in text):
        raise _Wrong("not_text", "Holds a character that cannot be printed.")
    return text


def _key(text: str, most: int, *, empty: bool = False) -> str:
    return _text(clean_key(text), most, empty=empty)


def _title(text: str) -> str:
    seen = (
        part for part in clean_prose(text) if part in JOINERS or unicodedata.category(part) != "Cf"
    )
    return _text(" ".join("".join(seen).split()), 250)


def _address(text: str) -> str:
    if not text:
        raise _Wrong("empty", "Is empty: without an address nobody finds this credit.")
    try:
        return clean_address(text)
    except ValidationError as refused:
        [reason] = refused.messages
        if refused.code in {"no_at", "invalid"}:
            reason = "Write it like name@example.org."
        message = f"“{text[:60]}” is not an email address. {reason}"
        raise _Wrong("not_an_address", message) from refused


_KINDS = {
    "credits": "number",
    "enrollment_start": "date",
    "date_completed": "date",
    "credit_expiration": "date",
}
"""What a cell should be that the readers of values cannot read."""


def plain_credit(name: str) -> str:
    """Return a credit type's name in the form used for comparison.

    Lower case, without marks and plurals, and without the word “credit”, which files leave out.
    """
    plain = clean_key(re.sub(r"[*™®]|\(tm\)|\(s\)", "", name.lower()))
    plain = re.sub(r"\bhours\b", "hour", re.sub(r"\bcredits?\b", "", plain))
    return " ".join(plain.split()) or clean_key(name).lower()
