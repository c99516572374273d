"""A name is refused when it is entered, with a sentence, or it can be printed."""

import pytest
from django.core.exceptions import ValidationError

from accounts.names import check_credentials, check_name


def refusal(value: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        check_name(value)
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "Nora Lindqvist",
        "Seán Ó Briain",
        "Nguyễn Thị Minh Khai",
        "Jean-Luc d’Arcy-O'Neill III",
        "Αλέξανδρος Παπάς",
        "Олена Коваль",
        "محمد علی‌نژاد",
        "राजेश कुमार",
        "แพทองธาร",
        "தமிழ்ச்செல்வி",
        "山田 太郎",
        "김민준",
        "王小明",
    ],
)
def test_names_of_the_scripts_we_print_are_kept_as_they_are(name: str) -> None:
    assert check_name(name) == name


def test_spaces_collapse_and_letters_compose() -> None:
    assert check_name("  Jose\u0301 \t\n de\u00a0 la  Cruz ") == "José de la Cruz"


@pytest.mark.parametrize("value", ["", "   ", "\n"])
def test_an_empty_name_asks_for_the_name_on_the_licence(value: str) -> None:
    assert refusal(value).code == "empty"


@pytest.mark.parametrize("value", ["A", "12345", "--"])
def test_a_name_needs_letters_and_more_than_one(value: str) -> None:
    assert refusal(value).code == "short"


def test_a_long_name_is_told_the_room_and_its_own_length() -> None:
    assert "80 characters; this has 81" in refusal("a" * 81).message
    assert check_name("a" * 80)


@pytest.mark.parametrize(
    "character",
    ["\x07", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u3164", "\ue000"],
)
def test_what_nobody_sees_is_refused_by_number_and_place(character: str) -> None:
    found = refusal(f"Nora{character}Lindqvist")
    assert found.code == "invisible"
    assert f"(U+{ord(character):04X}) after “Nora”" in found.message


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_joiner_is_refused_where_no_script_needs_it(joiner: str) -> None:
    assert refusal(f"No{joiner}ra").code == "invisible"
    assert refusal(f"محمد{joiner}").code == "invisible"
    assert check_name(f"می{joiner}خواهم")


@pytest.mark.parametrize("character", ["😀", "א", "ਗ", "🩺"])
def test_a_character_without_a_glyph_is_shown_and_latin_letters_are_asked_for(
    character: str,
) -> None:
    found = refusal(f"Nora {character}")
    assert found.code == "unprintable"
    assert f"cannot print “{character}”" in found.message
    assert "Latin letters" in found.message


def test_credentials_may_be_empty_but_not_long_or_unprintable() -> None:
    assert check_credentials("  MD,  MPH ") == "MD, MPH"
    assert check_credentials("") == ""
    for value in ["x" * 41, "RN 😀", "R\u202eN"]:
        with pytest.raises(ValidationError):
            check_credentials(value)
