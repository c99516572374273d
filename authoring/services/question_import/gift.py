"""Moodle GIFT: multiple choice with one right answer, and true/false. Other types are refused.

What GIFT has no syntax for is in comments, which Moodle ignores: `// topic: …`,
`// citation: …` and `// time: m:ss` before a question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile

from django.utils.text import slugify

from authoring.services.question_import.gift_answers import read_answers
from authoring.services.question_import.gift_text import BadQuestion, Chars, find, plain, scan
from authoring.services.question_import.reading import Found, LineError
from courses.services.question_content import QuestionContent, clock, seconds_of

_COMMENT = re.compile(r"\s*//\s*(?:(topic|citation|time)\s*:)?(.*)", re.IGNORECASE)
_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:\s*(.*)")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_STEPS = re.compile(r"(?<!/)/(?!/)")
_MARKS = re.compile(r"([\\~=#{}:])")


@dataclass
class _Block:
    """The lines between two blank lines: one question with its comments."""

    topic: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.lines[0][0]


def read_gift(text: str) -> Iterator[Found | LineError]:
    """Yield each question, or the error that prevents reading it."""
    for block in _blocks(text):
        try:
            yield _question(block)
        except BadQuestion as refused:
            yield LineError(refused.line or block.line, refused.message)


def write_gift(contents: list[QuestionContent]) -> str:
    """Return `contents` as GIFT, which Moodle can read and `read_gift` reads back unchanged."""
    return "\n".join(_written(content) for content in contents)


def _blocks(text: str) -> Iterator[_Block]:
    topic = ""
    block = _Block(topic)
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if category := _CATEGORY.fullmatch(line):
            topic = _topic(category[1])
            block.topic = topic
        elif comment := _COMMENT.fullmatch(line):
            if comment[1]:
                block.comments[comment[1].lower()] = comment[2].strip()
        elif line.strip():
            block.lines.append((number, line))
        else:
            if block.lines:
                yield block
            # A blank line may separate comments from their question.
            block = _Block(topic, comments={} if block.lines else block.comments)


def _topic(path: str) -> str:
    """Return the last part of a category path: Moodle writes `$course$/top/…`, and `//` for a slash."""
    last = _STEPS.split(path.strip())[-1].replace("//", "/").strip()
    return "" if last in {"top", "$course$", "$module$", "$system$"} else last


def _question(block: _Block) -> Found:
    title, html, chars = _head(scan(block.lines))
    opening = find(chars, "{")
    if opening is None:
        raise BadQuestion("This text asks nothing: a question needs its answers in { }.")
    if (inner := find(chars, "{", opening + 1)) is not None and inner < (
        find(chars, "}", opening) or len(chars)
    ):
        raise BadQuestion("A { stands inside the answers: write it as \\{.", chars[inner].line)
    closing = find(chars, "}", opening)
    if closing is None:
        raise BadQuestion("The { is never closed by a }.", chars[opening].line)
    after = chars[closing + 1 :]
    for mark in "{}":
        if (again := find(after, mark)) is not None:
            raise BadQuestion(
                f"A second {mark} follows the answers: write it as \\{mark}.", after[again].line
            )
    rest = plain(after, html=html)
    stem = plain(chars[:opening], html=html)
    answers = read_answers(chars[opening + 1 : closing], html=html)
    content = QuestionContent(
        stem=f"{stem} _____ {rest}" if rest else stem,
        choices=answers.choices,
        right=answers.right,
        rationale=answers.rationale,
        citation=_unescaped(block.comments.get("citation", "")),
        video_second=_second(block),
        topic=_unescaped(block.comments.get("topic", block.topic)),
        key=slugify(title)[:60],
    )
    return Found(block.line, content)


def _head(chars: Chars) -> tuple[str, bool, Chars]:
    """Return the title, whether the format is HTML, and the remaining characters."""
    title = ""
    if _starts(chars, "::"):
        end = next((at for at in range(2, len(chars)) if _starts(chars[at : at + 2], "::")), None)
        if end is None:
            raise BadQuestion("The title is never closed by “::”.")
        title, chars = plain(chars[2:end]), chars[end + 2 :]
        chars = list(dropwhile(lambda char: char.text.isspace(), chars))
    named = _FORMAT.match("".join(char.text for char in chars[:12]))
    if named is None or any(char.escaped for char in chars[: named.end()]):
        return title, False, chars
    return title, named[1] == "html", chars[named.end() :]


def _starts(chars: Chars, mark: str) -> bool:
    return "".join("" if char.escaped else char.text for char in chars[: len(mark)]) == mark


def _second(block: _Block) -> int | None:
    word = block.comments.get("time", "")
    try:
        return seconds_of(word) if word else None
    except ValueError:
        raise BadQuestion(f"time: “{word}” is no moment such as 1:05.") from None


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
        lines.append(f"\t{mark}{weight if choice.startswith('%') else ''}{_escaped(choice)}")
    if content.rationale:
        lines.append(f"\t####{_escaped(content.rationale)}")
    return "\n".join([*lines, "}", ""])


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text).replace("\n", "\\n")


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\n])", lambda found: "\n" if found[1] == "n" else "\\", text)
