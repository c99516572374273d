"""Questions as Moodle GIFT."""

import re
from collections.abc import Iterable

from courses.services.question_content import QuestionContent, clock

_MARKS = re.compile(r"([\\~=#{}:])")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")


def write_gift(contents: Iterable[QuestionContent]) -> str:
    """Return `contents` as GIFT, which Moodle can read and `read_gift` reads back unchanged."""
    return "\n".join(map(_written, contents))


def _written(content: QuestionContent) -> str:
    lines = []
    if content.topic:
        lines.append(f"// topic: {_one_line(content.topic)}")
    if content.citation:
        lines.append(f"// citation: {_one_line(content.citation)}")
    if content.video_second is not None:
        lines.append(f"// time: {clock(content.video_second)}")
    lines.append(f"::{content.key or 'question'}::[plain]{_escaped(content.stem)} {{")
    for place, choice in enumerate(content.choices):
        mark, weight = ("=", "%100%") if place == content.right else ("~", "%0%")
        # A text that begins with % needs a weight before it, because % cannot be escaped.
        lines.append(f"\t{mark}{weight if choice.startswith('%') else ''}{_text(choice)}")
    if content.rationale:
        lines.append(f"\t####{_text(content.rationale)}")
    return "\n".join([*lines, "}", ""])


def _text(text: str) -> str:
    """Return an answer or feedback; if it begins like the mark of a format, after a mark of its own."""
    return f"{'[plain]' if _FORMAT.match(text) else ''}{_escaped(text)}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text).replace("\n", "\\n")


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")
