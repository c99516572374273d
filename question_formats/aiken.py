"""Aiken: a question, its choices as `A. …`, and `ANSWER: A`; one line each, or more.

Lines such as `RATIONALE: …` after the answer are ours, and `// reason: …`, which is ignored when the file
comes again. What can be read in two ways comes back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from imports.kinds import Found, Reason
from question_formats.html_text import FORMULA, PICTURE
from question_formats.reading import BadQuestion, cells_of, is_reason
from question_formats.right_choice import right_of

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHOICE = re.compile(r"([A-Za-z])[.)](?:\s+(.*))?")
_ANSWER = re.compile(r"ANSWERS?\s*[:：]\s*(.*)", re.IGNORECASE)
_COLUMNS = {
    **dict.fromkeys(("RATIONALE", "FEEDBACK", "EXPLANATION"), "rationale"),
    **dict.fromkeys(("SOURCE", "CITATION", "REFERENCE"), "citation"),
    **dict.fromkeys(("TOPIC", "CATEGORY"), "topic"),
    "TIME": "time",
}
_MORE = re.compile(rf"({'|'.join(_COLUMNS)})\s*[:：]\s*(.*)", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:(?:GENERAL |CORRECT |INCORRECT )?(?:RATIONALE|FEEDBACK|EXPLANATION)|REFERENCES?|DIFFICULTY|POINTS?"
    r"|SCORE|MARKS?|BLOOM|OBJECTIVES?|OUTCOME|LEVEL|TAGS?|HINT|KEYWORDS?|PAGE|WEIGHT|AUTHOR|ID)\b"
    r"[^:：]{0,20}[:：].*",
    re.IGNORECASE,
)
_TWO_LISTS = (
    "Its choices begin at A twice before the line “ANSWER: …”. If these are two questions, give the first its"
    " answer; if the first list is part of the question, number it 1, 2, 3."
)
_UNCLEAR = (
    "It is unclear which lines after “ANSWER: …” belong to that question, and which begin the next. Put an empty"
    " line between two questions, and write the explanation after “RATIONALE:”."
)


@dataclass
class _Block:
    """The lines of one question; `unclear` says why it must not be taken."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    unclear: str = ""

    @property
    def texts(self) -> list[str]:
        return [line.strip() for _, line in self.lines]


def read_aiken(text: str) -> Iterator[Found]:
    """Yield each question, with its own text; with a reason if it cannot be read."""
    for block in _blocks(text):
        while not block.lines[-1][1].strip():
            block.lines.pop()
        line, own = block.lines[0][0], "\n".join(line for _, line in block.lines)
        try:
            if block.unclear:
                raise BadQuestion("unclear", block.unclear)
            yield Found(line, own, _cells(block.texts))
        except BadQuestion as refused:
            yield Found(line, own, reasons=[Reason("", refused.code, refused.message)])


def _blocks(text: str) -> Iterator[_Block]:
    """Yield what stands between the answers; lines about a question follow its answer."""
    before: _Block | None = None
    for block in _until_answers(text):
        if before is not None:
            own, unclear = _belonging(block.texts)
            before.unclear = before.unclear or (unclear and _UNCLEAR)
            block.unclear = _UNCLEAR if unclear == "both" else ""
            before.lines += block.lines[:own]
            del block.lines[:own]
        empty = len(list(takewhile(lambda text: not text, block.texts)))
        del block.lines[:empty]
        if block.lines:
            if before is not None:
                yield before
            before = block
    if before is not None:
        yield before


def _until_answers(text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate(text.split("\n"), start=1):
        if is_reason(line):
            continue
        block.lines.append((number, line))
        if _ANSWER.fullmatch(line.strip()):
            yield block
            block = _Block()
    yield block


def _belonging(lines: list[str]) -> tuple[int, str]:
    """Return how many of the lines after an answer are about its question; and for which it is unclear.

    That is "this" question, "both" this and the next, or "" for neither.
    """
    is_next = bool(lines) and _ANSWER.fullmatch(lines[-1]) is not None
    start = _first_choice(lines)
    stem_ends = len(lines) - is_next if start is None else start
    place, own, unclear, is_open = 0, 0, "", False
    while place < stem_ends and _is_about(lines[place]):
        if lines[place]:
            own = place + 1
            is_open = _column(lines[place]) == "rationale"
            unclear = unclear if _MORE.fullmatch(lines[place]) else "this"
        place += 1
    rest = lines[place:stem_ends]
    if is_next and not any(lines[:-1]):
        return len(lines), "this"  # a second answer
    if not rest or own < place:
        return own, unclear
    directly = len(list(takewhile(bool, rest)))
    if is_open and (any(rest[directly:]) or not (is_next or start is not None)):
        return own + directly, unclear
    if (is_open and directly > 1) or (not own and any(rest[directly:])):
        return own, "both"
    return own, unclear


def _is_about(line: str) -> bool:
    """Whether a line after an answer is about its question: empty, or labeled so."""
    return not line or bool(_MORE.fullmatch(line) or _OTHER.fullmatch(line))


def _column(line: str) -> str:
    found = _MORE.fullmatch(line)
    return _COLUMNS[found[1].upper()] if found else ""


def _first_choice(lines: Sequence[str]) -> int | None:
    """Return the place of the last line lettered A: there the choices begin, and the stem ends."""
    return next((at for at in range(len(lines) - 1, -1, -1) if _letter(lines[at]) == "A"), None)


def _cells(lines: list[str]) -> dict[str, str]:
    if any(map(FORMULA.search, lines)):
        raise BadQuestion("picture", PICTURE)
    end = next((at for at, line in enumerate(lines) if _ANSWER.fullmatch(line)), len(lines))
    start = _first_choice(lines[:end])
    if start is None:
        raise BadQuestion(
            "no_choices", "It has no choices. Write each on a line of its own, such as “A. Rash”."
        )
    if end == len(lines):
        raise BadQuestion(
            "no_answer",
            "It has no line “ANSWER: …”. Add it after the choices, such as “ANSWER: A”.",
        )
    stem = lines[:start]
    if any(_letter(line) == "A" for line in stem[1:]) or {"A", "B"} <= set(map(_letter, stem)):
        raise BadQuestion("no_answer", _TWO_LISTS)
    texts = _choices(lines[start:end])
    answer = _ANSWER.fullmatch(lines[end])
    right = right_of(dict(enumerate(texts)), answer[1] if answer else "", by_place=True)
    more = _more(lines[end + 1 :])
    return cells_of(
        choices=texts, right=right, stem=_paragraphs([line or "\n" for line in stem]), **more
    )


def _choices(lines: list[str]) -> list[str]:
    choices: list[list[str]] = []
    for line in lines:
        if (letter := _letter(line)) and letter == _LETTERS[len(choices) : len(choices) + 1]:
            choices.append([line[2:].strip()])
        elif letter:
            raise BadQuestion(
                "letters",
                f"After choice {_LETTERS[len(choices) - 1]} comes {letter}. Put the letters in order: A, B, C.",
            )
        elif line:
            choices[-1].append(line)
    return [" ".join(parts).strip() for parts in choices]


def _more(lines: list[str]) -> dict[str, str]:
    """Return what is said about a question after its answer, by column."""
    more: dict[str, list[str]] = {}
    column = ""
    for line in filter(None, lines):
        found = _MORE.fullmatch(line)
        column = _column(line) or column
        more.setdefault(column, []).append(found[2] if found else line)
    return {name: " ".join(texts).strip() for name, texts in more.items()}


def _letter(line: str) -> str:
    """Return the letter of a choice, as a capital; "" for any other line."""
    choice = _CHOICE.fullmatch(line.strip())
    return choice[1].upper() if choice else ""


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r" *\n[ \n]*", "\n", " ".join(lines)).strip()
