"""Text is cleaned in three ways, and what is clean stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.cleaning import LONGEST, clean_key, clean_name, clean_prose, says_something

# Letters beside what is pasted with them: blanks, dashes, marks, joiners, wide and invisible characters.
_ODD = (
    "aZé e\u0301-\u2010\u2011\u2013\u2212\u00a0\u3000\t\n\0\u00ad\u200b\u200c\u200d\u200e"
    "\u2060\ufeff\u202e\u034f\ufe0fＡ™ſامیक्ष李"
)
_typed = st.text(st.one_of(st.sampled_from(_ODD), st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ABC\u2011DEF", "ABC-DEF"),
        ("ABC\u2013DEF", "ABC-DEF"),
        ("ABC\u2212DEF", "ABC-DEF"),
        ("ABC\u00a0DEF", "ABC DEF"),
        ("ABC\u00adDEF", "ABCDEF"),
        ("\ufeff\u200eABC DEF\u200b", "ABC DEF"),
        ("ＡＢＣ－１２３", "ABC-123"),
        ("  a \r\n\t b\u2003", "a b"),
        ("™", "TM"),
    ],
)
def test_a_key_is_what_the_person_saw(typed: str, key: str) -> None:
    assert clean_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Anne\u2010Marie  O\u2019Connor", "Anne-Marie O\u2019Connor"),
        ("Jose\u0301\u00a0Garci\u0301a\u200b", "José García"),
        ("Ka\u02bbiulani", "Ka\u02bbiulani"),
        ("کیان\u200cپور", "کیان\u200cپور"),
        ("क्\u200dष", "क्\u200dष"),
        ("An\u200dna\u200c", "Anna"),
        ("کیان\u200c\u200c", "کیان"),
        ("کیان\u200c\u200cپور", "کیان\u200cپور"),
        ("葛\U000e0100城", "葛城"),
        ("\u3164", ""),
    ],
)
def test_a_name_keeps_its_letters_and_the_joiners_of_its_script(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "prose"),
    [
        ("AMA PRA Category 1 Credit™", "AMA PRA Category 1 Credit™"),
        ("0:49–4:57 — “quoted”\u00a0…", "0:49–4:57 — “quoted”\u00a0…"),
        ("نام کیان\u200cپور", "نام کیان\u200cپور"),
        ("👩\u200d⚕️ line\r\nline\rline\n", "👩\u200d⚕️ line\nline\nline\n"),
        ("a\r\ufeff\nb", "a\nb"),
        ("\ufeffe\u0301\u200b", "é"),
        ("abc\u202edcba", "abcdcba"),
    ],
)
def test_prose_comes_out_as_it_was_meant(typed: str, prose: str) -> None:
    assert clean_prose(typed) == prose


@pytest.mark.parametrize("clean", [clean_key, clean_name, clean_prose])
@given(typed=_typed)
def test_what_is_clean_stays(clean, typed: str) -> None:  # type: ignore[no-untyped-def]
    assert clean(clean(typed)) == clean(typed)


@pytest.mark.parametrize("clean", [clean_key, clean_name])
@given(typed=_typed)
def test_no_blank_is_left_at_the_ends_or_doubled(clean, typed: str) -> None:  # type: ignore[no-untyped-def]
    cleaned = clean(typed)
    assert cleaned == " ".join(cleaned.split())


@pytest.mark.parametrize("clean", [clean_key, clean_name, clean_prose])
@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0344\u0317", "\u05b0\u0591"])
def test_the_time_it_takes_grows_with_the_length_alone(clean, marks: str) -> None:  # type: ignore[no-untyped-def]
    # Sorting so many marks would take minutes, and one request stop a whole process.
    assert len(clean("a" + marks * 200_000)) <= 31


@pytest.mark.parametrize("clean", [clean_key, clean_name, clean_prose])
def test_as_many_marks_as_a_language_needs_stay(clean) -> None:  # type: ignore[no-untyped-def]
    letter = "q" + "\u0316\u0323\u0301\u0302" * 7
    assert sorted(clean(letter)) == sorted(letter)


@pytest.mark.parametrize("clean", [clean_key, clean_name])
def test_a_key_is_read_up_to_a_length_that_none_has(clean) -> None:  # type: ignore[no-untyped-def]
    assert clean("a" * 2_000_000) == "a" * LONGEST


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", False),
        (" \n\xa0", False),
        ("...", False),
        ("\u200b\u2060", False),
        ("\u3164\uffa0", False),
        ("Nº 4", True),
        ("é", True),
        ("撤回", True),
        ("4", True),
    ],
)
def test_what_holds_no_letter_and_no_digit_says_nothing(text: str, says: bool) -> None:
    assert says_something(text) is says
