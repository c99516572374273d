"""A code is read out of whatever a person pastes; what cannot be one is told what is wrong with it."""

import pytest

from accounts.codes import EXAMPLE, read_code, read_digits, why_no_code

PASTED = [
    "BCDF-GHJK",
    "bcdf-ghjk",
    "BCDFGHJK",
    "BCDF\u2011GHJK",  # a hyphen that does not break
    "BCDF\u2013GHJK",
    "BCDF\u2014GHJK",
    "BCDF\u2212GHJK",  # a minus
    "BCDF\u00a0GHJK",
    "BCDF\u00adGHJK",  # a soft hyphen
    "BCDF-GHJK\u200b",
    "\ufeffBCDF-GHJK",
    "\u200eBCDF-GHJK",
    "\u2066BCDF-GHJK\u2069",
    "ＢＣＤＦ－ＧＨＪＫ",
    "“BCDF-GHJK”",
    "«BCDF-GHJK»",
    "'BCDF-GHJK'",
    "BCDF-GHJK.",
    "*BCDF-GHJK*",
    "_BCDF-GHJK_",
    "BC DF GH JK",
    "BCDF -\nGHJK",
    "This is your code: BCDF-GHJK.",
    "this is your code: bcdf‑ghjk",
    "BCDF-GHJK BCDF-GHJK",
    "Your sign-in code, 3:42:07 PM UTC\r\n\r\nHello,\r\n\r\nthis is your code:\r\n\r\nBCDF-GHJK\r\n",
]
NO_CODES = [
    ("", "has 0"),
    ("BCDF-GHJ", "has 7"),
    ("BCDF-GHJKL", "has 9"),
    ("BCDF-GHJ0", "don’t use “0”"),
    ("ВСDF-GHJK", "don’t use “В”, “С”"),  # Cyrillic ones
    ("12345678", "don’t use “1”, “2”, “3”"),
    ("Hello, you have asked for a code, but here is none of them.", "no code in this"),
    ("BCDF-GHJK, or was it LMNP-QRST?", "more than one code"),
]


@pytest.mark.parametrize("text", PASTED)
def test_a_code_is_read_out_of_what_is_pasted(text: str) -> None:
    assert read_code(text) == EXAMPLE


@pytest.mark.parametrize(("text", "why"), NO_CODES)
def test_what_cannot_be_a_code_is_told_what_is_wrong_with_it(text: str, why: str) -> None:
    assert read_code(text) is None
    assert why in why_no_code(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123 456", "123456"),
        ("123\u00a0456", "123456"),
        ("１２３４５６", "123456"),
        ("\u200e123456\u200b", "123456"),
        ("“1234-5678”.", "12345678"),
        ("12345", None),
        ("BCDF-GHJK", None),
        ("٠١٢٣٤٥", "012345"),
    ],
)
def test_the_digits_of_an_app_are_read_too(text: str, digits: str | None) -> None:
    assert read_digits(text) == digits
