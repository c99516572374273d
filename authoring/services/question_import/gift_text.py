"""The characters of GIFT: which of them are marks, which are escaped and mere text, and on which line."""

import html as entities
import re
from typing import NamedTuple

import nh3

_ESCAPABLE = {"~": "~", "=": "=", "#": "#", "{": "{", "}": "}", ":": ":", "\\": "\\", "n": "\n"}
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)


class Char(NamedTuple):
    """One character. `escaped`: it stood behind a backslash, so it marks nothing."""

    text: str
    escaped: bool
    line: int


Chars = list[Char]


class Refused(Exception):
    """Why a question cannot be imported; `line` where that differs from where the question begins."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def scan(lines: list[tuple[int, str]]) -> Chars:
    """Return the characters of numbered lines; a line's end is a space, `\\n` alone is a new line."""
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
    """Return where the first unescaped `mark`, one character, stands from `start` on."""
    places = range(start, len(chars))
    return next(
        (at for at in places if chars[at].text == mark and not chars[at].escaped),
        None,
    )


def plain(chars: Chars, *, html: bool = False) -> str:
    """Return the text; of HTML, what a reader would see."""
    text = "".join(char.text for char in chars).strip()
    if html:
        text = entities.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set())).strip()
    return text
