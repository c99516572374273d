"""Days, numbers and yes or no are read as people and spreadsheets write them; guesses say when they are none."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.values import (
    DateOrder,
    DecimalMark,
    day_of_text,
    flag_of_text,
    guess_mark,
    guess_order,
    number_of_text,
)

CHICAGO = ZoneInfo("America/Chicago")
MONTH, DAY = DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST
LAST_DAY = date(2024, 12, 31)


def day(text: str, order: DateOrder = MONTH) -> date:
    return day_of_text(text, order=order, zone=CHICAGO)


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-31", "2024/12/31", "2024.12.31", "20241231", "2024-12-31 00:00:00", "2024-12-31T23:59:59.999",
        "12/31/2024", "12-31-2024", "12/31/24", "12/31/2024 3:00 PM", "12/31/2024, 12:05:00 a.m.", " 12/31/2024 ",
        "31 Dec 2024", "31-Dec-24", "31-DEC-2024", "Dec. 31, 2024", "December 31st, 2024", "Dec 31 2024 3:00 PM",
        "Tuesday, December 31, 2024", "Tue, 31 Dec 2024 10:00:00 -0600", "2024-Dec-31", "31 dec ’24",
        "December 31, 2024 at 9:15 AM", "12/31/2024 18:30 CST", "2024-12-31 12:00:00 UTC",
        "Tue Dec 31 2024 09:00:00 GMT-0600 (Central Standard Time)", "Tue Dec 31 09:00:00 CST 2024",
        "2024-12-31 12:00:00 +0000 UTC", "12/31/2024\u202f3:00\u202fPM",
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert day(text) == LAST_DAY


@pytest.mark.parametrize(
    "text", ["31.12.2024", "31/12/2024 15:00", "31-12-24", "31. 12. 2024", "31.12.2024."]
)
def test_a_day_may_come_first(text: str) -> None:
    assert day(text, DAY) == LAST_DAY


def test_the_order_decides_and_is_not_bent() -> None:
    assert (day("03/09/2025", MONTH), day("03/09/2025", DAY)) == (
        date(2025, 3, 9),
        date(2025, 9, 3),
    )
    with pytest.raises(ValueError, match="There is no month 31"):
        day("31.12.2024", MONTH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-01-01T03:00:00Z", LAST_DAY),
        ("2025-01-01T03:00:00", date(2025, 1, 1)),
        ("2025-01-01T06:00:00+00:00", date(2025, 1, 1)),
        ("2025-01-01T05:59:59.5+00", LAST_DAY),
        ("2025-01-01 14:59 +0900", LAST_DAY),
        ("01/01/2025 03:00 GMT", LAST_DAY),
        ("2025-07-01T04:59Z", date(2025, 6, 30)),
        ("2024-12-31T23:30:00-08:00", date(2025, 1, 1)),
    ],
)
def test_an_instant_is_its_day_in_the_zone(text: str, expected: date) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025-02-30", "February 2025 has no day 30."),
        ("02/29/2025", "February 2025 has no day 29."),
        ("yesterday", "“yesterday” is not a date. Write it like 2024-12-31 or 12/31/2024."),
        ("", "“” is not a date."),
        ("45657", "spreadsheet’s own number"),
        ("2025-13-01", "There is no month 13"),
        ("0000-01-01", "There is no year 0."),
        ("12/31/2024 25:00", "a time or a time zone that is not known"),
        ("2025-01-01 10:00 XYZ", "a time or a time zone that is not known"),
        ("0001-01-01T00:00:00+14:00", "a time or a time zone that is not known"),
        ("Decem 31 and 2024", "is not a date"),
        ("Marble 3, 2024", "is not a date"),
        ("1/2/2024 and 3/4/2024", "is not a date"),
        ("#N/A", "is not a date"),
    ],
)
def test_what_is_no_day_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        day(text)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1,00", "1.00", "1.00"), ("1.00", "1.00", "1.00"), ("0,75", "0.75", "0.75"), ("2", "2", "2"),
        ("1,000", "1000", "1.000"), ("1.000", "1.000", "1000"), ("0,800", "0.800", "0.800"),
        ("1,234.50", "1234.50", "1234.50"), ("1.234,50", "1234.50", "1234.50"), ("1 234,5", "1234.5", "1234.5"),
        ("1\u00a0234.5", "1234.5", "1234.5"), ("1\u202f234,5", "1234.5", "1234.5"), ("1'234.50", "1234.50", "1234.50"),
        ("1,234,567", "1234567", "1234567"), ("1.2345", "1.2345", "1.2345"), (".5", "0.5", "0.5"), (",5", "0.5", "0.5"),
        ("5.", "5.0", "5.0"), ("-1.5", "-1.5", "-1.5"), ("\u22121,5", "-1.5", "-1.5"), ("(1.50)", "-1.50", "-1.50"),
        ("+ 1.5", "1.5", "1.5"), ("00501", "501", "501"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_either_mark(text: str, point: str, comma: str) -> None:
    assert number_of_text(text, mark=DecimalMark.POINT) == Decimal(point)
    assert number_of_text(text, mark=DecimalMark.COMMA) == Decimal(comma)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "1.00 credits",
        "1.2.3",
        "12,34,567",
        "1.234.56",
        "--1",
        "(-1)",
        ".",
        "1e5",
        "NaN",
        "1" * 16,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    for mark in DecimalMark:
        with pytest.raises(ValueError, match=r"is not a number|more than 15 digits"):
            number_of_text(text, mark=mark)


@pytest.mark.parametrize(
    "text", ["1", "TRUE", "true", "Yes", " y ", "x", "WAHR", "VRAI", "VERDADERO", "Completed"]
)
def test_yes_is_told(text: str) -> None:
    assert flag_of_text(text) is True


@pytest.mark.parametrize(
    "text", ["", "0", "FALSE", "no", "N", "FALSCH", "FAUX", "FALSO", " ", "In  progress"]
)
def test_no_is_told(text: str) -> None:
    assert flag_of_text(text) is False


def test_what_says_neither_is_refused() -> None:
    with pytest.raises(ValueError, match="“maybe” says neither yes nor no"):
        flag_of_text("maybe")


@pytest.mark.parametrize(
    ("texts", "guess"),
    [
        (["12/31/2024", "03/09/2025"], (MONTH, True)),
        (["31.12.2024", "03.09.2025"], (DAY, True)),
        (["31/12/24 15:00", "1/2/24"], (DAY, True)),
        (["03/09/2025", "04/05/2025"], (MONTH, False)),
        (["03.09.2025", "04.05.2025"], (DAY, False)),
        (["12/31/2024", "12/30/2024", "31/12/2024"], (MONTH, False)),
        (["12/31/2024", "31/12/2024", "30/12/2024"], (DAY, False)),
        (["2024-12-31", "31 Dec 2024", "05/05/2025", "soon", ""], (MONTH, True)),
        ([], (MONTH, True)),
    ],
)
def test_the_order_of_a_column_is_guessed(texts: list[str], guess: tuple[DateOrder, bool]) -> None:
    assert guess_order(texts) == guess


@pytest.mark.parametrize(
    ("texts", "guess"),
    [
        (["1.00", "0.75", "1,000"], (DecimalMark.POINT, True)),
        (["1,00", "0,75", "1.000"], (DecimalMark.COMMA, True)),
        (["1,000", "2.000"], (DecimalMark.POINT, False)),
        (["1,00", "1.00", "0.75", "0.80"], (DecimalMark.POINT, True)),
        (["1,00", "0,75", "1.00", "1.000"], (DecimalMark.COMMA, False)),
        (["1.234,50", "1.000"], (DecimalMark.COMMA, True)),
        (["1", "2", "one", ""], (DecimalMark.POINT, True)),
    ],
)
def test_the_decimal_mark_of_a_column_is_guessed(
    texts: list[str], guess: tuple[DecimalMark, bool]
) -> None:
    assert guess_mark(texts) == guess


def said(read: Callable[[], object]) -> str:
    try:
        read()
    except ValueError as refused:
        return str(refused)
    return "."


PIECES = st.lists(
    st.sampled_from([*"0123456789./-,:+ TZpm’'()\u0665", "12", "31", "2024", "Dec", "AM"]),
    max_size=12,
)


@given(PIECES.map("".join) | st.text(max_size=40))
def test_guesses_never_raise_and_readers_only_with_a_sentence(text: str) -> None:
    guess_order([text, text])
    guess_mark([text, text])
    for read in (
        lambda: day(text), lambda: day(text, DAY), lambda: number_of_text(text, mark=DecimalMark.POINT),
        lambda: number_of_text(text, mark=DecimalMark.COMMA), lambda: flag_of_text(text),
    ):  # fmt: skip
        assert said(read).endswith((".", "?"))


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2068, 12, 31)))
def test_a_day_comes_out_of_every_way_to_write_it(written: date) -> None:
    forms = [
        "%Y-%m-%d",
        "%d %B %Y",
        "%b. %d, %Y",
        "%A, %B %d, %Y",
        "%d-%b-%y",
        "%Y%m%d",
        "%m/%d/%Y",
        "%m-%d-%y %I:%M %p",
    ]
    assert {day(written.strftime(form)) for form in forms} == {written}
    assert {day(written.strftime(form), DAY) for form in ["%d.%m.%Y", "%d/%m/%y %H:%M:%S"]} == {
        written
    }


@given(
    st.dates(date(1990, 1, 2), date(2060, 1, 1)),
    st.integers(0, 24 * 60 - 1),
    st.integers(-840, 840),
)
def test_an_instant_comes_out_as_its_day(written: date, minute: int, offset: int) -> None:
    zone = timezone(timedelta(minutes=offset))
    moment = datetime(written.year, written.month, written.day, *divmod(minute, 60), tzinfo=zone)
    expected = moment.astimezone(CHICAGO).date()
    assert day(moment.isoformat()) == expected
    assert day(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")) == expected


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_comes_out_of_every_way_to_write_it(number: Decimal) -> None:
    american = f"{number:,}"
    german = american.translate(str.maketrans(",.", ".,"))
    french = american.translate({ord(","): "\u202f", ord("."): ","})
    for text in (str(number), american, german, french):
        assert {number_of_text(text, mark=mark) for mark in DecimalMark} == {number}
    assert guess_mark([german]) in {(DecimalMark.COMMA, True), (DecimalMark.POINT, True)}


@given(st.dates(), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y"]))
def test_a_certain_guess_reads_the_column_and_the_other_does_not(written: date, form: str) -> None:
    text = written.strftime(form)
    order, certain = guess_order([text])
    if certain and len(text) == 10:
        assert day(text, order) == written
