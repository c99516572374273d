"""A name is refused when it is entered, with a sentence, or it can be printed."""

import pytest
from django.core.exceptions import ValidationError

from accounts.names import check_credentials, check_name, without_titles


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
        "李",
        "W" * 80,
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
    assert "80 characters; this has 81" in refusal("a" * 81).messages[0]
    assert check_name("a" * 80)


@pytest.mark.parametrize(
    "character",
    ["\x07", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u3164", "\u200d"],
)
def test_what_nobody_sees_is_taken_out(character: str) -> None:
    between = " " if character == "\x07" else ""
    assert check_name(f"Nora{character}Lindqvist") == f"Nora{between}Lindqvist"
    assert check_name(f"{character}Nora{character}") == "Nora"


def test_a_private_character_is_refused_by_number_and_place() -> None:
    found = refusal("Nora\ue000Lindqvist")
    assert found.code == "invisible"
    assert "(U+E000) after “Nora”" in found.messages[0]


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    assert check_name(f"Anne{dash}Marie") == "Anne-Marie"


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("Dr. Ada Brontë, MD", ("Ada Brontë", "MD")),
        ("Prof. Dr. Ada Brontë", ("Ada Brontë", "")),
        ("Ada Brontë MD", ("Ada Brontë", "MD")),
        ("Ada Brontë, DNP, APRN, FNP-BC", ("Ada Brontë", "DNP, APRN, FNP-BC")),
        ("Ada Brontë, M.D., PharmD", ("Ada Brontë", "M.D., PharmD")),
        ("Ada Brontë MD PhD", ("Ada Brontë", "MD, PhD")),
        ("Ada Brontë M.D., Pharm.D.", ("Ada Brontë", "M.D., Pharm.D.")),
        ("Dr. med. Ada Brontë", ("Ada Brontë", "")),
        ("Tom Amos DO", ("Tom Amos", "DO")),
        ("KIM DO", None),
        ("Tom Amos, Jr., MD", ("Tom Amos, Jr.", "MD")),
        ("Tom Amos, Jr.", None),
        ("Tom Amos, III", None),
        ("Brontë, Ada", None),
        ("Brontë, McAdams", None),
        ("ADA BRONTE", None),
        ("Drew Proffitt", None),
        ("Ada Brontë", None),
    ],
)
def test_titles_and_credentials_are_told_from_a_name(
    name: str, apart: tuple[str, str] | None
) -> None:
    assert without_titles(name) == apart


@pytest.mark.parametrize("value", ["ana@example.org", "Ana <b>Díaz</b>"])
def test_an_address_or_markup_is_no_name(value: str) -> None:
    assert refusal(value).code == "sign"


@pytest.mark.parametrize("character", ["😀", "א", "ਗ", "🩺"])
def test_a_character_without_a_glyph_is_shown_and_latin_letters_are_asked_for(
    character: str,
) -> None:
    found = refusal(f"Nora {character}")
    assert found.code == "unprintable"
    assert f"cannot print “{character}”" in found.messages[0]
    assert "Latin letters" in found.messages[0]


def test_credentials_may_be_empty_but_not_long_or_unprintable() -> None:
    assert check_credentials("  MD,  MPH ") == "MD, MPH"
    assert check_credentials("") == ""
    for value in ["x" * 41, "RN 😀"]:
        with pytest.raises(ValidationError):
            check_credentials(value)
