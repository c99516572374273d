"""The text of an email as paragraphs, for its HTML part: the same words, the code and the one button seen at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.codes import is_code

_LABEL = 40
"""No label of a button is longer; what is, is a sentence before a link."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, a code that stands alone, or, with `url`, a button: a line “Sign in:” above an address."""

    text: str
    url: str = ""
    is_code: bool = False


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """Yield what blank lines divide. Only the first button is one: the others are links with their words."""
    has_button = False
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines()]
        if not has_button and len(lines) == 2 and _is_button(*lines):
            has_button = True
            yield Paragraph(lines[0].rstrip(" :"), url=lines[1])
        else:
            yield Paragraph("\n".join(lines), is_code=is_code(lines[0]) and len(lines) == 1)


def _is_button(label: str, url: str) -> bool:
    return label.endswith(":") and len(label) <= _LABEL and bool(re.fullmatch(r"https?://\S+", url))
