"""NPI, licence and day of birth: what is refused, what is only advised, and what is kept as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.identifiers import (
    birth_day,
    birth_day_is_real,
    licence_advice,
    licence_key,
    masked,
    npi_is_valid,
    tidy_licence,
    tidy_npi,
)

NINE = st.tuples(st.sampled_from("12"), st.text("0123456789", min_size=8, max_size=8)).map("".join)


def plain_luhn(number: str) -> bool:
    digits = [int(c) * (1 + place % 2) for place, c in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in digits) % 10 == 0


def with_check_digit(nine: str) -> str:
    return next(nine + check for check in "0123456789" if npi_is_valid(nine + check))


@pytest.mark.parametrize("npi", ["1234567893", "1245319599", "1679576722"])
def test_npis_with_their_check_digit_are_valid(npi: str) -> None:
    assert npi_is_valid(npi)


@pytest.mark.parametrize(
    "npi", ["", "1234567890", "123456789", "12345678930", "3234567893", "123456789X", "１234567893"]
)
def test_anything_else_is_not_an_npi(npi: str) -> None:
    assert not npi_is_valid(npi)


def test_plain_luhn_is_wrong_both_ways() -> None:
    assert npi_is_valid("1234567893")
    assert not plain_luhn("1234567893")
    assert plain_luhn("1234567897")
    assert not npi_is_valid("1234567897")


@given(NINE)
def test_every_nine_digits_have_exactly_one_check_digit(nine: str) -> None:
    assert sum(npi_is_valid(nine + check) for check in "0123456789") == 1


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine: str, place: int, off: int) -> None:
    npi = with_check_digit(nine)
    wrong = npi[:place] + str((int(npi[place]) + off) % 10) + npi[place + 1 :]
    assert not npi_is_valid(wrong)


@given(NINE)
def test_adding_24_instead_of_the_prefix_says_the_same(nine: str) -> None:
    npi = with_check_digit(nine)
    digits = [int(c) * (1 + place % 2) for place, c in enumerate(reversed(npi))]
    assert (24 + sum(d - 9 if d > 9 else d for d in digits)) % 10 == 0


def test_spaces_and_hyphens_in_an_npi_do_not_matter() -> None:
    assert tidy_npi(" 123-456 7893 ") == "1234567893"
    assert tidy_npi("\ufeff123\u2011456\u00a07893\u200b") == "1234567893"
    assert tidy_npi("１２３４５６７８９３") == "1234567893"


def test_a_licence_loses_its_spaces_and_keeps_its_zeros() -> None:
    assert tidy_licence(" 036 123 456 ") == "036123456"
    assert tidy_licence("007.1") == "007.1"
    assert tidy_licence("\u200e036\u2013123\u00ad456\u3000") == "036-123456"


def test_two_spellings_of_a_licence_have_one_key() -> None:
    assert licence_key("036.123456") == licence_key("036-123 456") == "036123456"
    assert licence_key("me12") == licence_key("ｍｅ１２\u200b") == "ME12"


@pytest.mark.parametrize("number", ["036123456", "036.123456", "125-123456"])
def test_an_illinois_physician_with_a_usual_number_gets_no_advice(number: str) -> None:
    assert licence_advice(state="IL", number=number, is_physician=True) == ""


@pytest.mark.parametrize("number", ["336123456", "36123456", "036.12345", "ABC"])
def test_an_unusual_illinois_number_is_advised_about(number: str) -> None:
    assert "036 or 125" in licence_advice(state="IL", number=number, is_physician=True)
    assert licence_advice(state="IL", number=number, is_physician=False) == ""
    assert licence_advice(state="WI", number=number, is_physician=True) == ""


@pytest.mark.parametrize(("month", "day"), [(2, 29), (1, 1), (12, 31)])
def test_days_that_some_year_has_are_days_of_birth(month: int, day: int) -> None:
    assert birth_day_is_real(birth_day(month=month, day=day))


@pytest.mark.parametrize(("month", "day"), [(2, 30), (4, 31), (13, 1), (0, 1), (1, 0), (1, 32)])
def test_days_that_no_year_has_are_refused(month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no such day"):
        birth_day(month=month, day=day)


@pytest.mark.parametrize("value", ["", "02-30", "1970-02-03", "2-3", "13-01", "aa-bb"])
def test_a_year_or_nonsense_is_no_day_of_birth(value: str) -> None:
    assert not birth_day_is_real(value)


@given(st.text(max_size=30))
def test_a_mask_shows_three_characters_at_most(value: str) -> None:
    shown = masked(value)
    assert shown.lstrip("•") == (value[-3:].lstrip("•") if len(value) > 3 else "")
