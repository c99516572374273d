"""Moodle GIFT: multiple choice with one right answer, and true/false. Other types come back with a reason.

What GIFT has no syntax for is in comments, which Moodle ignores: `// topic: …`, `// citation: …` and
`// time: m:ss` before a question. `// reason: …` is ours, and is ignored when the file comes again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify

from imports.kinds import Found, Reason
from question_formats.gift_answers import read_answers
from question_formats.gift_text import bare, format_of, hide_escaped, plain
from question_formats.reading import CATEGORY, BadQuestion, cells_of, is_reason

_COMMENT = re.compile(r"\s*//\s*(?:(topic|citation|time)\s*:)?(.*)", re.IGNORECASE)
_STEPS = re.compile(r"(?<!/)/(?!/)")


@dataclass
class _Block:
    """The lines of one question, with the category and the comments before it."""

    category: str
    text: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def own_text(self) -> str:
        return "\n".join([*([self.category, ""] if self.category else []), *self.text])


def read_gift(text: str) -> Iterator[Found]:
    """Yield each question, with its own text; with a reason if it cannot be asked here."""
    for block in _blocks(text):
        try:
            yield Found(block.line, block.own_text, _cells(block))
        except BadQuestion as refused:
            reason = Reason("", refused.code, refused.message)
            yield Found(block.line, block.own_text, reasons=[reason])


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block("")
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if is_reason(line):
            continue
        if CATEGORY.fullmatch(line):
            if block.asked:  # it is about what follows, also right below a question
                yield block
                block = _Block("")
            # Comments before it are about it: “Switch category to …”.
            block.category, block.text = line.strip(), list(block.asked)
        elif comment := _COMMENT.fullmatch(line):
            block.text.append(line)
            if comment[1]:
                block.said[comment[1].lower()] = comment[2].strip()
        elif line.strip():
            block.line = block.line or number
            block.text.append(line)
            block.asked.append(line)
        elif block.asked:
            yield block
            block = _Block(block.category)


def _cells(block: _Block) -> dict[str, str]:
    title, text = _title(hide_escaped(block.asked))
    inherited, text = format_of(text)
    before, inside, after = _cut(text)
    answers = read_answers(inside, inherited)
    stem, rest = plain(before, inherited), plain(after, inherited)
    return cells_of(
        stem=f"{stem} _____ {rest}" if rest else stem,
        choices=answers.choices,
        right=answers.right,
        rationale=answers.rationale,
        citation=_unescaped(block.said.get("citation", "")),
        time=block.said.get("time", ""),
        topic=_unescaped(block.said.get("topic", "")) or _topic(block.category),
        name=slugify(title)[:60],
    )


def _title(text: str) -> tuple[str, str]:
    """Return the title, `::title::`, and the rest."""
    if not text.startswith("::"):
        return "", text
    title, closed, rest = text[2:].partition("::")
    if not closed:
        raise BadQuestion("title", "The title is never closed: write it as ::title::.")
    return bare(title), rest


def _cut(text: str) -> tuple[str, str, str]:
    """Return what stands before the braces, in them and after them."""
    before, opened, rest = text.partition("{")
    if not opened:
        raise BadQuestion(
            "no_answers", "This text asks nothing. Give it answers in { }, or leave it out."
        )
    inside, closed, after = rest.partition("}")
    if not closed:
        raise BadQuestion("braces", "The { is never closed by a }. No line in it may be empty.")
    if "{" in inside or "{" in after or "}" in after:
        raise BadQuestion(
            "braces", "There is a second { or }. Write \\{ or \\} for these signs in a text."
        )
    return before, inside, after


def _topic(category: str) -> str:
    """Return the last part of a category: Moodle writes `$course$/top/…`, and `//` for a slash."""
    found = CATEGORY.fullmatch(category)
    last = _STEPS.split(found[1].strip())[-1].replace("//", "/").strip() if found else ""
    return "" if last in {"top", "$course$", "$module$", "$system$"} else last


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\n])", lambda found: "\n" if found[1] == "n" else "\\", text)
