"""Files are read in the encodings that people's programs write, and what is no text is told apart."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.cleaning import clean_prose
from imports.encodings import NotText, decode

SMART = "Which sign is “earliest” in sepsis? It’s the most sensitive – see slide 3.\nRené, façade\n"
NAMES = "Prénom;Nom\nÉlodie;Lefèvre\nFrançois;Gâteau\nHélène;Noël\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SMART.encode(), "utf-8"),
        (SMART.encode("utf-8-sig"), "utf-8"),
        (SMART.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + SMART.encode("utf-16-be"), "utf-16"),
        (SMART.encode("utf-16-le"), "utf-16"),
        (SMART.encode("utf-16-be"), "utf-16"),
        (SMART.encode("utf-32"), "utf-32"),
    ],
)
def test_what_a_file_says_of_its_encoding_is_believed(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert (found.text, found.encoding, found.guessed) == (SMART, encoding, False)


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (SMART, "cp1252", "windows-1252"),
        (NAMES, "cp1252", "windows-1252"),
        ("C-001;pat@old.example;Pat;Lee\n" * 30 + "C-002;a@old.example;Ana;Peña\n", "cp1252", "windows-1252"),
        (SMART, "mac_roman", "mac-roman"),
        ("Nachname;Straße\rMüller;Größe\rWeiß;Übung\r", "mac_roman", "mac-roman"),
        ("Imię;Nazwisko\nŁukasz;Wiśniewski\nMałgorzata;Dąbrowska\nZażółć;Żółkiewski\n", "cp1250", "windows-1250"),
        ("Имя;Фамилия\nИван;Петров\nАнна;Сидорова\nкурс;да\n", "cp1251", "windows-1251"),
        ("名前,単位\n山田太郎,1.00\n佐藤花子,0.75\nオピオイド処方の基本,はい\n", "cp932", "cp932"),
        ("姓名,邮箱\n王小明,a@b.example\n李华,c@d.example\n阿片类药物处方基础\n", "gb18030", "gb18030"),
    ],
)  # fmt: skip
def test_what_no_mark_tells_is_guessed_and_said(text: str, codec: str, encoding: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.encoding, found.guessed) == (text.replace("\r", "\n"), encoding, True)


def test_plain_letters_are_no_guess() -> None:
    assert decode(b"a;b\n1;2\n").guessed is False
    assert decode(b"").text == ""


def test_bytes_that_windows_1252_does_not_define_are_seen_as_lost() -> None:
    found = decode(NAMES.encode("cp1252") + b"It\x92s \x93well\x9d\n")
    assert (found.encoding, found.text) == ("windows-1252", NAMES + "It’s “well�\n")


def test_a_file_put_together_from_two_keeps_the_letters_of_both() -> None:
    found = decode(
        (NAMES * 3).encode("utf-8-sig") + "\ufeffZoë;Muñoz\n".encode() + b"Ana;Pe\xf1a\n"
    )
    assert (found.text, found.encoding) == (NAMES * 3 + "Zoë;Muñoz\nAna;Peña\n", "utf-8")


def test_a_file_cut_within_a_letter_shows_where() -> None:
    found = decode(NAMES.encode().rstrip() + "ë".encode()[:1])
    assert (found.text, found.encoding) == (NAMES.rstrip() + "�", "utf-8")
    assert decode(b"\xff\xfea\x00b").text == "a�"


def test_a_last_letter_of_windows_1252_is_not_taken_for_a_cut_one() -> None:
    assert decode(b"Resum\xe9").text == "Resumé"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\rb\r", "a\nb\n"),
        (b"a\n\r\nb", "a\n\nb"),
        (b"a\r\r\nb\r\r\n", "a\nb\n"),
        (b"a\r\r\nb\r\n", "a\n\nb\n"),
        (b"\n \na\n\n\nb", "\n \na\n\n\nb"),
        (b"a\nb\x1a", "a\nb"),
        ("a\u2028b\x85c\n".encode(), "a\u2028b\x85c\n"),
    ],
)
def test_every_line_is_kept_and_ends_in_one_way(data: bytes, text: str) -> None:
    assert decode(data).text == text


def test_a_control_character_that_slipped_in_is_dropped() -> None:
    assert decode(b"Call 911\x0bthen wait\x02\n" + NAMES.encode() * 50).text.startswith(
        "Call 911 then wait\n"
    )


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", "Which sign is earliest? " * 200)
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00H\x00H\x00\x00\xff\xdb",
        archive(),
        b"name,credits\nPat\x00Lee,1.00\n",
        bytes(range(256)) * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40),
    ],
)
def test_pictures_archives_and_nul_are_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_they_are_clean_text_or_no_text(data: bytes) -> None:
    try:
        text = decode(data).text
    except NotText:
        return
    assert text == clean_prose(text)
    assert not set(text) & {"\r", "\x00", "\x02"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=80))
def test_utf_8_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == clean_prose(text)
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")).text == clean_prose(text)
