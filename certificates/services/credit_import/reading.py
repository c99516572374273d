"""Reading the incumbent system's file, with one activity of one person per line (DOMAIN §1.2)."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from accounts.cleaning import JOINERS, clean_key, clean_name, clean_prose
from accounts.days import day_of
from accounts.mailboxes import clean_address
from certificates.services.past_credit import mailbox_key

REQUIRED = (
    "external_course_id",
    "title",
    "external_email",
    "first_name",
    "last_name",
    "credits",
    "credit_type",
    "complete",
    "date_completed",
)
OPTIONAL = (
    "external_user_id",
    "enrollment_start",
    "enrollment_end",
    "credit_expiration",
    "participant_category",
)
MOST_ROWS = 200_000
PHYSICIAN = {"physician": True, "non-physician": False, "": None}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one line (the header is line 1), and in which column."""

    line: int
    column: str
    code: str
    message: str


@dataclass(slots=True)
class Row:
    """One line without errors; if `complete` is False, it carries no credit and is not imported."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    complete: bool = True


class Unreadable(Exception):
    """The file as a whole cannot be read; `error` says why."""

    def __init__(self, error: RowError) -> None:
        super().__init__(error.message)
        self.error = error


def read_rows(
    text: str,
    *,
    credit_types: dict[str, str],
    physicians_only: set[str],
    today: date,
    zone: tzinfo,
) -> Iterator[Row | RowError]:
    """Yield each line as a `Row` or each of its errors; raise `Unreadable` if the file cannot be read.

    `credit_types` maps names (see `plain_name`) to codes; `physicians_only` are the codes of credit that
    only physicians may have been awarded. `today` is that of the provider, whose `zone` makes a day of a
    moment with an offset; one without is taken at its word. Empty lines are skipped.
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    columns = _header(reader)
    look = _Look(credit_types, physicians_only, today, zone)
    seen: dict[tuple[str, str, str], int] = {}
    while (cells := _next(reader)) is not None:
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            message = f"Has {len(cells)} cells, the header has {len(columns)}."
            yield RowError(line, "", "cell_count", message)
            continue
        row, errors = look.at(line, dict(zip(columns, map(str.strip, cells), strict=True)))
        yield from errors or _once(row, seen)


def _header(reader: Any) -> list[str]:
    cells = [clean_key(cell).lower() for cell in _next(reader) or []]
    missing = [name for name in REQUIRED if name not in cells]
    if missing:
        message = f"The first line must name the columns; it lacks {', '.join(missing)}."
        raise Unreadable(RowError(1, "", "columns_missing", message))
    twice = sorted({name for name in cells if name and cells.count(name) > 1})
    if twice:
        message = f"The first line names {', '.join(twice)} more than once."
        raise Unreadable(RowError(1, "", "columns_twice", message))
    return cells


def _next(reader: Any) -> list[str] | None:
    try:
        cells: list[str] | None = next(reader, None)
    except csv.Error as failure:
        message = f"Is not CSV here: {failure}. Look for a quotation mark that is not closed."
        raise Unreadable(RowError(reader.line_num, "", "not_csv", message)) from failure
    if reader.line_num > 2 * MOST_ROWS:
        message = f"Has more than {MOST_ROWS:,} lines: import it in parts."
        raise Unreadable(RowError(reader.line_num, "", "too_many_rows", message))
    return cells


def _once(row: Row, seen: dict[tuple[str, str, str], int]) -> Iterator[Row | RowError]:
    values = row.values
    key = (values["external_course_id"], values["person_key"], values["credit_type_code"])
    if row.complete and key in seen:
        message = f"Says the same as line {seen[key]}: one person, one activity, one credit type."
        yield RowError(row.line, "", "twice", message)
        return
    seen[key] = row.line
    yield row


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Look:
    """Reads each cell of a line by its own rule, and then checks them against each other."""

    credit_types: dict[str, str]
    physicians_only: set[str]
    today: date
    zone: tzinfo

    def at(self, line: int, cells: dict[str, str]) -> tuple[Row, list[RowError]]:
        values: dict[str, Any] = {}
        errors = []
        for column, (target, rule) in _RULES.items():
            try:
                cell = cells.get(column, "")
                values[target] = rule(self, cell if column in _WORDS else clean_key(cell))
            except _Wrong as wrong:
                errors.append(RowError(line, column, wrong.code, str(wrong)))
        if errors:
            return Row(line), errors
        values["name"] = f"{values.pop('first')} {values.pop('last')}".strip()
        values["person_key"] = _person_key(
            clean_key(cells.get("external_user_id", "")), values["email"]
        )
        complete = values.pop("complete")
        return Row(line, values, complete), [*self._together(line, values, complete)]

    def _together(self, line: int, values: dict[str, Any], complete: bool) -> Iterator[RowError]:
        started, completed = values["enrolled_on"], values["completed_on"]
        if complete and completed is None:
            yield RowError(line, "date_completed", "date_missing", "Complete, and without a date.")
        if completed and completed > self.today:
            yield RowError(line, "date_completed", "date_ahead", "Lies in the future.")
        if started and completed and completed < started:
            message = "Was completed before the enrolment began."
            yield RowError(line, "date_completed", "date_order", message)
        if complete and not values["credit_quarters"]:
            yield RowError(line, "credits", "no_credit", "Complete, and without credit.")
        only = values["credit_type_code"] in self.physicians_only
        if only and values["is_physician"] is False:
            message = "This credit goes to physicians only (AMA); the line says non-physician."
            yield RowError(line, "credit_type", "not_a_physician", message)

    def text(self, value: str, most: int) -> str:
        if not value:
            raise _Wrong("empty", "Is empty.")
        if len(value) > most:
            raise _Wrong("too_long", f"Has {len(value)} characters; {most} at most.")
        if not all(part.isprintable() or part in JOINERS for part in value):
            raise _Wrong("not_text", "Holds a character that cannot be printed.")
        return value

    def email(self, value: str) -> str:
        try:
            return clean_address(value)
        except ValidationError as refused:
            [reason] = refused.messages
            raise _Wrong("not_an_address", f"Is no e-mail address: {reason}") from refused

    def quarters(self, value: str) -> int:
        if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", value):
            raise _Wrong("not_an_amount", "Is no amount such as 1.00.")
        try:
            quarters = Decimal(value) * 4
        except InvalidOperation as refused:
            raise _Wrong("not_an_amount", "Is no amount such as 1.00.") from refused
        if quarters != quarters.to_integral_value():
            raise _Wrong("not_in_steps", "Is no multiple of 0.25.")
        if quarters > 32_767:
            raise _Wrong("not_an_amount", "Is more than any activity awards.")
        return int(quarters)

    def credit_type(self, value: str) -> str:
        code = self.credit_types.get(plain_name(value))
        if code is None:
            raise _Wrong("unknown_credit", f"“{value[:60]}” is no credit type of this portal.")
        return code

    def flag(self, value: str) -> bool:
        if value not in {"0", "1"}:
            raise _Wrong("not_a_flag", "Must be 1 (complete) or 0.")
        return value == "1"

    def category(self, value: str) -> bool | None:
        if value.lower() not in PHYSICIAN:
            raise _Wrong("unknown_category", "Must be physician or non-physician.")
        return PHYSICIAN[value.lower()]

    def day(self, value: str) -> date | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
            found = day_of(moment, self.zone) if moment.tzinfo else moment.date()
        except (ValueError, OverflowError) as refused:
            raise _Wrong("not_a_date", "Is no date such as 2024-05-31.") from refused
        if found.year < 1950:
            raise _Wrong("not_a_date", f"The year {found.year} cannot be right.")
        return found


def plain_name(name: str) -> str:
    """Return a credit type's name in the form used for comparison: lower case, without marks and plurals."""
    plain = clean_key(re.sub(r"[*™®]|\(tm\)|\(s\)", "", name.lower()))
    return re.sub(r"\bcredits\b", "credit", plain)


def _person_key(external_user_id: str, email: str) -> str:
    if external_user_id:
        return f"id:{external_user_id[:70]}"
    return mailbox_key(email)


def _one_line(cell: str) -> str:
    seen = (
        part for part in clean_prose(cell) if part in JOINERS or unicodedata.category(part) != "Cf"
    )
    return " ".join("".join(seen).split())


type _Rule = Callable[[_Look, str], Any]
_WORDS = {"title", "first_name", "last_name", "external_email", "credit_type"}
"""Cleaned by their own rules; everything else is a key."""
_RULES: dict[str, tuple[str, _Rule]] = {
    "external_course_id": ("external_course_id", lambda look, cell: look.text(cell, 128)),
    "title": ("title", lambda look, cell: look.text(_one_line(cell), 250)),
    "external_email": ("email", _Look.email),
    "first_name": ("first", lambda look, cell: look.text(clean_name(cell), 60)),
    "last_name": ("last", lambda look, cell: look.text(clean_name(cell), 59)),
    "credits": ("credit_quarters", _Look.quarters),
    "credit_type": ("credit_type_code", _Look.credit_type),
    "complete": ("complete", _Look.flag),
    "date_completed": ("completed_on", _Look.day),
    "enrollment_start": ("enrolled_on", _Look.day),
    "credit_expiration": ("expires_on", _Look.day),
    "participant_category": ("is_physician", _Look.category),
}
