"""The characters of a GIFT text, each knowing whether it is escaped, so not a control character."""

from collections.abc import Callable
from itertools import dropwhile
from typing import NamedTuple

from courses.services.question_formats.html_text import (
    MARKDOWN_PICTURE,
    MEDIA,
    PICTURE,
    plain_text,
    text_of_html,
    text_of_markdown,
)
from courses.services.question_formats.reading import BadQuestion

_ESCAPABLE = {"~": "~", "=": "=", "#": "#", "{": "{", "}": "}", ":": ":", "\\": "\\", "n": "\n"}
_FORMATS: dict[str, Callable[[str], str]] = {
    "html": text_of_html,
    "markdown": text_of_markdown,
    "plain": str,
    "moodle": plain_text,
}


class Char(NamedTuple):
    """One character. `escaped`: it followed a backslash, so it is plain text, not a control character."""

    text: str
    escaped: bool


Chars = list[Char]


def scan(lines: list[str]) -> Chars:
    """Return the characters of lines; line ends become spaces, and an escaped `\\n` a new line."""
    chars: Chars = []
    for line in lines:
        place = 0
        text = line.strip() if not chars else line
        while place < len(text):
            follows = text[place + 1 : place + 2]
            if text[place] == "\\" and follows in _ESCAPABLE:
                chars.append(Char(_ESCAPABLE[follows], True))
                place += 2
            else:
                chars.append(Char(text[place], False))
                place += 1
        chars.append(Char(" ", False))
    return chars


def find(chars: Chars, mark: str, start: int = 0) -> int | None:
    """Return the index of the first unescaped `mark` (one character) from `start` on, or None."""
    places = range(start, len(chars))
    return next(
        (at for at in places if chars[at].text == mark and not chars[at].escaped),
        None,
    )


def bare(chars: Chars) -> str:
    """Return the text as it stands."""
    return "".join(char.text for char in chars).strip()


def format_of(chars: Chars, inherited: str = "moodle") -> tuple[str, Chars]:
    """Return the format that a text names, such as `[html]`, and the rest; `inherited` if it names none."""
    rest = list(dropwhile(lambda char: char.text.isspace(), chars))
    named = bare(rest[:10]).partition("]")[0].removeprefix("[")
    marks = rest[: len(named) + 2]
    if (
        named in _FORMATS
        and bare(marks) == f"[{named}]"
        and not any(char.escaped for char in marks)
    ):
        return named, rest[len(marks) :]
    return inherited, chars


def plain(chars: Chars, inherited: str = "moodle") -> str:
    """Return the text without the marks of its format. Raises `BadQuestion` if it has a picture."""
    named, chars = format_of(chars, inherited)
    text = bare(chars)
    has_media = named != "plain" and MEDIA.search(text)
    if has_media or (named == "markdown" and MARKDOWN_PICTURE.search(text)):
        raise BadQuestion("picture", PICTURE)
    return _FORMATS[named](text).strip()
