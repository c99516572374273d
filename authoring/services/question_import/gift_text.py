"""The characters of a GIFT text, each with its line and whether it is escaped, so not a control character."""

import html as entities
import re
from typing import NamedTuple

import nh3

_ESCAPABLE = {"~": "~", "=": "=", "#": "#", "{": "{", "}": "}", ":": ":", "\\": "\\", "n": "\n"}
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)


class Char(NamedTuple):
    """One character. `escaped`: it followed a backslash, so it is plain text, not a control character."""

    text: str
    escaped: bool
    line: int


Chars = list[Char]


class BadQuestion(Exception):
    """Why a question cannot be imported. `line` is the line of the error; 0: where the question begins."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def scan(lines: list[tuple[int, str]]) -> Chars:
    """Return the characters of numbered lines; line ends become spaces, and an escaped `\\n` a new line."""
    chars: Chars = []
    for number, line in lines:
        place = 0
        text = line.strip() if not chars else line
        while place < len(text):
            follows = text[place + 1 : place + 2]
            if text[place] == "\\" and follows in _ESCAPABLE:
                chars.append(Char(_ESCAPABLE[follows], True, number))
                place += 2
            else:
                chars.append(Char(text[place], False, number))
                place += 1
        chars.append(Char(" ", False, number))
    return chars


def find(chars: Chars, mark: str, start: int = 0) -> int | None:
    """Return the index of the first unescaped `mark` (one character) from `start` on, or None."""
    places = range(start, len(chars))
    return next(
        (at for at in places if chars[at].text == mark and not chars[at].escaped),
        None,
    )


def plain(chars: Chars, *, html: bool = False) -> str:
    """Return the text; for HTML, without tags and entities."""
    text = "".join(char.text for char in chars).strip()
    if html:
        text = entities.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set())).strip()
    return text
