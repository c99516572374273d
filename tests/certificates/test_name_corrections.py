"""Which corrections of a name are small slips, and which make another person of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.services.name_corrections import edit_distance, is_small_correction

letters = st.text("abcdefghijklmnop", min_size=6, max_size=20)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ana diaz", "Ana Díaz"),
        ("Jose Alvarez Nunez", "José Álvarez-Núñez"),
        ("Sean OBrien", "Seán O’Brien"),
        ("Jon Smith", "John Smyth"),
        ("Muller", "Müller"),
        ("MacDonald", "Mac Donald"),
        ("नरेन्दर सिंह", "नरेन्द्र सिंह"),
        ("王小明", "王晓明"),
    ],
)
def test_slips_are_mended(old: str, new: str) -> None:
    assert is_small_correction(old, new)
    assert is_small_correction(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ana Díaz", "Ana Ruiz Soler"),
        ("Ana Díaz", "Eva Ruiz"),
        ("Jo Li", "Jo"),
        ("Li", "Wu"),
        ("Ana", "Eva"),
        ("राम", "रीमा"),
        ("Ana Díaz", ""),
        ("Ana Díaz", "..."),
    ],
)
def test_another_name_is_no_slip(old: str, new: str) -> None:
    assert not is_small_correction(old, new)


@given(st.text(), st.text())
def test_the_order_does_not_matter(old: str, new: str) -> None:
    assert is_small_correction(old, new) == is_small_correction(new, old)


@given(letters)
def test_case_accents_and_spaces_are_never_more_than_a_slip(name: str) -> None:
    accented = unicodedata.normalize("NFC", "".join(f"{letter}\u0301" for letter in name))
    assert is_small_correction(name, name.upper())
    assert is_small_correction(name, accented)
    assert is_small_correction(name, " ".join(name))


@given(letters, st.integers(0, 5), st.integers(0, 5))
def test_two_letters_are_mended_and_three_are_not(name: str, first: int, second: int) -> None:
    changed = list(name)
    changed[first] = changed[second] = "x"
    assert is_small_correction(name, "".join(changed))
    assert not is_small_correction(name, "xyz" + name)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_the_distance_is_one(a: str, b: str, c: str) -> None:
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
