"""Days, numbers and yes or no, as people and spreadsheets write them, and guesses at how a file means them."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import StrEnum


class DateOrder(StrEnum):
    """Which comes first in a date written in numbers alone."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class DecimalMark(StrEnum):
    """Which mark stands before the decimals; the other one groups thousands."""

    POINT = "."
    COMMA = ","


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = r"(?P<name>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|’?'?\d{2})"
_TIME = re.compile(
    r"(?:\s*,?\s+(?:at\s+)?|t)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::[0-5]\d(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?\s*(?P<zone>z|(?:utc|gmt)?\s*[+-]\d{2}(?::?\d{2})?|[a-z]{3})?"
    r"(?:\s*(?:utc|\([^()]*\)))?$",
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})|(?P<packed>\d{4}))$"
)
_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})([-/. ])\s*(?P<second>\d{1,2})\2\s*(?P<year>\d{4}|\d{2})$"
)
_WORDS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}[-/. ]*{_MONTH}[-/,. ]*{_YEAR}$",
        rf"{_MONTH}[-/ ]*{_DAY}[-/,. ]+{_YEAR}$",
        rf"(?P<year>\d{{4}})[-/,. ]*{_MONTH}[-/ ]*{_DAY}$",
    )
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_MIDDLE_TIME = re.compile(r"^(.*?)(\s\d{1,2}:\d{2}:\d{2}(?:\s[a-z]{3})?)\s(\d{4})$")
_HOURS = (*range(1, 12), 0)
_HOURS_OF_ZONE = {
    "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_LONGEST_DATE = 100
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?$")

_TRUE = frozenset({
    "1", "1.0", "-1", "x", "y", "yes", "t", "true", "on", "✓", "✔", "complete", "completed",
    "wahr", "ja", "j", "vrai", "oui", "verdadero", "sí", "si", "vero", "verdadeiro", "sim", "waar",
    "sann", "sand", "prawda", "истина",
})  # fmt: skip
_FALSE = frozenset({
    "", "0", "0.0", "-", "–", "n", "no", "f", "false", "off", "incomplete", "not complete",
    "not completed", "in progress", "falsch", "nein", "faux", "non", "falso", "não", "nao", "onwaar",
    "nee", "falskt", "falsk", "fałsz", "ложь",
})  # fmt: skip

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_SIGN_AND_NUMBER = re.compile(r"(?P<sign>[-+\u2212]?)(?P<number>\d[\d.,'’]*|[.,]\d+)$")
_MOST_DIGITS = 15
"""As many as a spreadsheet keeps."""


def day_of_text(text: str, *, order: DateOrder, zone: tzinfo) -> date:
    """Return the day that `text` names. Raises `ValueError` with a sentence for whoever wrote it.

    Years that come first, and months by name, are read whatever `order` says. An instant with an offset is
    its day in `zone`; one without is taken at its word. Of two digits, 00 to 68 are years of this century.
    """
    words = _WEEKDAY.sub("", _SPACES.sub(" ", text[:_LONGEST_DATE]).strip().lower())
    words = _MIDDLE_TIME.sub(r"\1 \3\2", words)  # Tue Dec 31 09:00:00 CST 2024, as Unix writes it
    time = _TIME.search(words)
    year, month, day = _parts(words[: time.start()] if time else words, order, text)
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise ValueError(_no_such_day(year, month, day)) from error
    return _in_zone(found, time, zone, text) if time else found


def number_of_text(text: str, *, mark: DecimalMark) -> Decimal:
    """Return the number that `text` writes. Raises `ValueError` with a sentence for whoever wrote it.

    `mark` decides only what can be read in two ways, such as “1,000”: “1,00” and “1.00” are one, whatever it is.
    """
    plain = _SPACES.sub("", text)
    negative = plain.startswith("(") and plain.endswith(")")
    found = _SIGN_AND_NUMBER.match(plain[1:-1] if negative else plain)
    number = _with_point(found["number"], mark) if found else ""
    if found is None or not number or (negative and found["sign"]):
        raise ValueError(f"“{_short(text)}” is not a number. Write it like 1.25, without words.")
    if sum(map(str.isdigit, number)) > _MOST_DIGITS:
        raise ValueError(f"“{_short(text)}” has more than {_MOST_DIGITS} digits.")
    value = Decimal(number)
    return -value if negative or found["sign"] in {"-", "\u2212"} else value


def flag_of_text(text: str) -> bool:
    """Return whether `text` says yes. Raises `ValueError` with a sentence for whoever wrote it.

    Words are English, and those that a spreadsheet of another language writes for TRUE and FALSE. Nothing is no.
    """
    word = _SPACES.sub(" ", text).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"“{_short(text)}” says neither yes nor no. Write TRUE or FALSE.")


def guess_order(texts: Iterable[str]) -> tuple[DateOrder, bool]:
    """Return the likelier order of days and months in a column, and whether it is certain.

    It is where no date can be read in two ways, or where others, all in one order, decide (a part above 12).
    Never raises: what is no date says nothing.
    """
    month, day, open_dates, dotted = 0, 0, 0, 0
    for text in texts:
        found = _NUMBERS.match(
            _TIME.sub("", _SPACES.sub(" ", text[:_LONGEST_DATE]).strip().lower())
        )
        if not found:
            continue
        first, second = int(found["first"]), int(found["second"])
        day += first > 12 >= second > 0
        month += second > 12 >= first > 0
        unsure = first != second and 0 < first <= 12 and 0 < second <= 12
        open_dates += unsure
        dotted += unsure and found[2] == "."
    if month == day == 0:  # who writes points, writes the day first
        order = DateOrder.DAY_FIRST if dotted * 2 > open_dates else DateOrder.MONTH_FIRST
        return order, not open_dates
    order = DateOrder.DAY_FIRST if day > month else DateOrder.MONTH_FIRST
    return order, month == 0 or day == 0


def guess_mark(texts: Iterable[str]) -> tuple[DecimalMark, bool]:
    """Return the likelier decimal mark of a column, and whether it is certain.

    It is where no number can be read in two ways, or where others, all with one mark, decide. Never raises.
    """
    point, comma, unsure = 0, 0, 0
    for text in texts:
        plain = _SPACES.sub("", text)
        found = _SIGN_AND_NUMBER.match(plain)
        if not found or not ("," in plain or "." in plain):
            continue
        either = {_with_point(found["number"], mark) for mark in DecimalMark}
        if len(either) == 2:
            unsure += 1
        elif "." in either.pop():
            used = max(".,", key=plain.rfind)
            point, comma = point + (used == "."), comma + (used == ",")
    return (
        DecimalMark.COMMA if comma > point else DecimalMark.POINT,
        not unsure or (point == 0) != (comma == 0),
    )


def _parts(words: str, order: DateOrder, text: str) -> tuple[int, int, int]:
    words = words.strip(" ,.")
    if found := _ISO.match(words):
        packed = found["packed"] or ""
        return (
            int(found["year"]),
            int(found["month"] or packed[:2]),
            int(found["day"] or packed[2:]),
        )
    if found := _NUMBERS.match(words):
        pair = int(found["first"]), int(found["second"])
        month, day = pair if order == DateOrder.MONTH_FIRST else pair[::-1]
        return _full_year(found["year"]), month, day
    if found := _first_match(words):
        month = _MONTHS.index(found["name"][:3]) + 1
        return _full_year(found["year"]), month, int(found["day"])
    if _SERIAL.match(words):
        raise ValueError(
            f"“{_short(text)}” is a spreadsheet’s own number for a date. Format the column as a date first."
        )
    example = "12/31/2024" if order == DateOrder.MONTH_FIRST else "31/12/2024"
    raise ValueError(f"“{_short(text)}” is not a date. Write it like 2024-12-31 or {example}.")


def _first_match(words: str) -> re.Match[str] | None:
    for form in _WORDS:
        found = form.match(words)
        if found and _is_month(found["name"]):
            return found
    return None


def _is_month(name: str) -> bool:
    month = _MONTH_NAMES[_MONTHS.index(name[:3])].lower()
    return month.startswith(name) or name == "sept"


def _full_year(text: str) -> int:
    year = int(text.strip("’'"))
    if len(text.strip("’'")) == 4:
        return year
    return year + (2000 if year < 69 else 1900)


def _no_such_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"There is no month {month}. Is the date format right?"
    if year < 1:
        return "There is no year 0."
    return f"{_MONTH_NAMES[month - 1]} {year} has no day {day}."


def _in_zone(day: date, time: re.Match[str], zone: tzinfo, text: str) -> date:
    """Return the day of an instant in `zone`, or `day` where the text names no offset."""
    try:
        hour = int(time["hour"])
        if time["half"]:
            hour = _HOURS[hour - 1] + (12 if time["half"] == "p" else 0)
        clock = datetime(day.year, day.month, day.day, hour, int(time["minute"]), tzinfo=UTC)
        offset = _offset(time["zone"] or "")
        return clock.replace(tzinfo=offset).astimezone(zone).date() if offset else day
    except (ValueError, OverflowError, IndexError) as error:
        raise ValueError(
            f"“{_short(text)}” has a time or a time zone that is not known. Write it like 15:30, or leave it out."
        ) from error


def _offset(text: str) -> timezone | None:
    """Return the offset of `Z`, `+01:00`, `GMT-0600`, `CST`; None where there is none. Raises `ValueError`."""
    if not text:
        return None
    if text == "z":
        return UTC
    if text in _HOURS_OF_ZONE:
        return timezone(timedelta(hours=_HOURS_OF_ZONE[text]))
    digits = re.sub(r"[^\d]", "", text).ljust(4, "0")
    if not text.strip("abcdefghijklmnopqrstuvwxyz ").startswith(("+", "-")):
        raise ValueError(text)
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if "-" in text else size)


def _with_point(number: str, mark: DecimalMark) -> str:
    """Return a number with a point before its decimals and nothing between its groups, or "" if it is none."""
    number = re.sub("[’']", "'", number)
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return _ungrouped(number)
    used, whole, decimals = number[last], number[:last], number[last + 1 :]
    grouped = bool(re.fullmatch(r"[1-9]\d{0,2}", whole)) and len(decimals) == 3
    if used in whole or (grouped and used != mark):
        return _ungrouped(number)
    if not decimals.isdecimal() and decimals:
        return ""
    whole = _ungrouped(whole) if whole else "0"
    return f"{whole}.{decimals or '0'}" if whole else ""


def _ungrouped(whole: str) -> str:
    """Return digits without what groups them by three, or "" where it does not."""
    grouped = re.fullmatch(r"[1-9]\d{0,2}([.,'])\d{3}(?:\1\d{3})*", whole)
    return re.sub("[.,']", "", whole) if grouped else whole if whole.isdecimal() else ""


def _short(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= 40 else f"{tidy[:39]}…"
