"""GIFT text with its escaped marks put out of the way, so that every mark left is a control character."""

import re
from collections.abc import Callable, Iterable

from question_formats.html_text import (
    MARKDOWN_PICTURE,
    MEDIA,
    PICTURE,
    plain_text,
    text_of_html,
    text_of_markdown,
)
from question_formats.reading import BadQuestion

_MARKS = "~=#{}:\\n"
_ESCAPED = re.compile(rf"\\([{re.escape(_MARKS)}])")
# Unicode keeps these for use inside a program: no text has them.
_STAND_INS = range(0xFDD0, 0xFDD0 + len(_MARKS))
_HIDDEN = dict(zip(_MARKS, map(chr, _STAND_INS), strict=True))
_SHOWN = dict(zip(_STAND_INS, _MARKS.replace("n", "\n"), strict=True))
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_FORMATS: dict[str, Callable[[str], str]] = {
    "html": text_of_html,
    "markdown": text_of_markdown,
    "plain": str,
    "moodle": plain_text,
}


def hide_escaped(lines: Iterable[str]) -> str:
    """Return lines as one, with a stand-in for each mark behind a backslash; `bare` shows it again."""
    text = " ".join(lines).translate(dict.fromkeys(_STAND_INS))
    return _ESCAPED.sub(lambda found: _HIDDEN[found[1]], text).strip()


def bare(text: str) -> str:
    """Return the text as it was meant: escaped marks without their backslash, and `\\n` as a new line."""
    return text.translate(_SHOWN).strip()


def format_of(text: str, inherited: str = "moodle") -> tuple[str, str]:
    """Return the format that a text names, such as `[html]`, and the rest; `inherited` if it names none."""
    found = _FORMAT.match(text)
    return (found[1], text[found.end() :]) if found else (inherited, text)


def plain(text: str, inherited: str = "moodle") -> str:
    """Return the text without the marks of its format. Raises `BadQuestion` if it has a picture."""
    named, text = format_of(text, inherited)
    text = bare(text)
    has_media = named != "plain" and MEDIA.search(text)
    if has_media or (named == "markdown" and MARKDOWN_PICTURE.search(text)):
        raise BadQuestion("picture", PICTURE)
    return _FORMATS[named](text).strip()
