"""Hostile and foreign files: text is read, everything else is refused with what to do."""

import pytest

from accounts.errors import Refused
from authoring.services.question_import import text_of

WORDS = "Où? “Hier” – dort"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    text, note = text_of(WORDS.encode(encoding))
    assert text == WORDS
    assert bool(note) == (encoding == "windows-1252")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"x" * 10_000_000, "too_large"),
        (b"Where?\x00", "not_text"),
        ("Where?".encode("utf-16-le"), "not_text"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\x81\x8d\x8f", "encoding"),
        (b"PK\x03\x04\x14\x00", "not_text"),
        (b"\x89PNG\r\n\x1a\n\x00", "not_text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        text_of(data)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_strange_character_is_told_by_its_line() -> None:
    with pytest.raises(Refused, match="Line 3 "):
        text_of(b"one\r\ntwo\r\nthree\x07")


def test_line_ends_are_made_alike() -> None:
    assert text_of(b"one\r\ntwo\rthree\n")[0] == "one\ntwo\nthree\n"
