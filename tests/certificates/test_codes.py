"""Codes survive being read aloud and typed; every slip of one symbol or one swap is caught."""

import string

from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import ALPHABET, LENGTH, format_code, new_code, parse_code

codes = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda body: next(code for check in ALPHABET if (code := parse_code(body + check)))
)
places = st.integers(0, LENGTH - 1)


@given(codes)
def test_a_code_comes_back_however_it_is_typed(code: str) -> None:
    printed = format_code(code)
    for typed in (code, printed, printed.lower(), f"  {printed.replace('-', ' ')}\n"):
        assert parse_code(typed) == code


_PASTED = [
    "{groups}\u200b",
    "\ufeff{groups}",
    "\u200e“{groups}”.",
    "this is your code: {groups}",
    "Code: {spaced}.",
    "your code {code}!",
    "https://learn.example.org/verify/{groups}/",
    "<http://localhost:8000/verify/{lower}/?utm=1>",
    "Please see learn.example.org/verify/{groups}, thank you",
    "'{lower}'",
    "https://safe.example/?url=https%3A%2F%2Flearn.example.org%2Fverify%2F{lower}%2F&data=05",
    "Code {broken} thanks",
    "Code: {wide}, please",
    "Code {under}.",
]


@given(
    codes, st.sampled_from(_PASTED), st.sampled_from("-\u2010\u2011\u2013\u00a0\u00ad\u2212\uff0d")
)
def test_a_code_is_found_in_what_people_paste(code: str, pasted: str, dash: str) -> None:
    groups = format_code(code).replace("-", dash)
    spaced = groups.replace(dash, " ")
    broken, wide = groups.replace(dash, dash + "\n", 2), groups.replace(dash, f" {dash} ")
    text = pasted.format(
        groups=groups,
        code=code,
        lower=groups.lower(),
        spaced=spaced,
        broken=broken,
        wide=wide,
        under=groups.replace(dash, "_"),
    )
    assert parse_code(text) == code


@given(codes)
def test_a_code_may_be_wide(code: str) -> None:
    wide = "".join(chr(ord(symbol) + 0xFEE0) for symbol in format_code(code))
    assert parse_code(wide) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_caught(code: str, place: int, symbol: str) -> None:
    wrong = code[:place] + symbol + code[place + 1 :]
    assert (parse_code(wrong) is None) == (wrong != code)


@given(codes, st.integers(0, LENGTH - 2))
def test_every_swap_of_neighbours_is_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (parse_code(swapped) is None) == (swapped != code)


@given(codes, places)
def test_a_symbol_too_few_or_too_many_is_caught(code: str, place: int) -> None:
    assert parse_code(code[:place] + code[place + 1 :]) is None
    assert parse_code(code[:place] + code[place] + code[place:]) is None


@given(st.text(max_size=40))
def test_anything_may_be_typed(typed: str) -> None:
    code = parse_code(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


def test_new_codes_are_valid_and_do_not_repeat() -> None:
    fresh = {new_code() for _ in range(500)}
    assert len(fresh) == 500
    assert all(parse_code(code) == code for code in fresh)


def test_no_symbol_can_be_mistaken_for_another() -> None:
    unclear = set("01OILAEU") | set(string.punctuation)
    assert not unclear & set(ALPHABET)
    for pair in ("2Z", "5S", "8B", "VY", "VU"):
        assert len(set(pair) & set(ALPHABET)) <= 1
