"""Aiken: a question, its choices as `A. …`, and `ANSWER: A`; one line each, or more.

Lines such as `RATIONALE: …` after the answer are ours, and `// reason: …`, which is ignored when the file
comes again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.services.question_formats.reading import BadQuestion, cells_of, is_reason
from courses.services.question_formats.right_choice import right_of
from imports.kinds import Found, Reason

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHOICE = re.compile(r"([A-Za-z])[.)](?:\s+(.*))?")
_ANSWER = re.compile(r"ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_MORE = re.compile(r"(RATIONALE|SOURCE|TIME|TOPIC)\s*:\s*(.*)", re.IGNORECASE)
_COLUMNS = {"RATIONALE": "rationale", "SOURCE": "citation", "TIME": "time", "TOPIC": "topic"}


@dataclass
class _Block:
    """The lines of one question; `choice` and `gap` are the places of the last choice and empty line."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    choice: int = -1
    gap: int = -1
    is_answered: bool = False

    def add(self, number: int, line: str) -> None:
        if not line.strip():
            self.gap = len(self.lines)
        elif _ANSWER.fullmatch(line.strip()):
            self.is_answered = True
        elif _letter(line):
            self.choice = len(self.lines)
        self.lines.append((number, line))

    def without_next_question(self) -> list[tuple[int, str]]:
        """Take out, and return, the lines that belong to the next question: all after the last choice.

        Only those after an empty line, if there is one: others go on with the choice.
        """
        place = max(self.choice, self.gap) + 1
        after, self.lines = self.lines[place:], self.lines[:place]
        return after


def read_aiken(text: str) -> Iterator[Found]:
    """Yield each question, with its own text; with a reason if it cannot be read."""
    for block in _blocks(text):
        while block.lines and not block.lines[-1][1].strip():
            block.lines.pop()
        own = "\n".join(line for _, line in block.lines)
        try:
            yield Found(block.lines[0][0], own, _cells([line.strip() for _, line in block.lines]))
        except BadQuestion as refused:
            yield Found(block.lines[0][0], own, reasons=[Reason("", refused.code, refused.message)])


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate(text.split("\n"), start=1):
        said = line.strip()
        if is_reason(line) or not (said or block.lines):
            continue
        starts: list[tuple[int, str]] | None = None
        if block.is_answered and said and not _MORE.fullmatch(said):
            starts = []
        elif _letter(line) == "A" and 0 <= block.choice < len(block.lines) - 1:
            # The answer of the question before is missing: its choices have begun anew.
            starts = block.without_next_question()
        if starts is not None:
            yield block
            block = _Block()
            for earlier in starts:
                block.add(*earlier)
        block.add(number, line)
    if block.lines:
        yield block


def _cells(lines: list[str]) -> dict[str, str]:
    stem: list[str] = []
    choices: list[list[str]] = []
    more: dict[str, str] = {}
    answer: str | None = None
    for line in lines:
        if found := _ANSWER.fullmatch(line):
            answer = found[1]
        elif answer is not None and (found := _MORE.fullmatch(line)):
            more[_COLUMNS[found[1].upper()]] = found[2]
        elif (letter := _letter(line)) and letter == _LETTERS[len(choices) : len(choices) + 1]:
            choices.append([line[2:].strip()])
        elif letter == "A" and len(choices) == 1 and not stem:
            stem, choices = [lines[0]], [[line[2:].strip()]]  # “A. fumigatus is found where?”
        elif letter and choices:
            raise BadQuestion(
                "letters",
                f"After choice {_LETTERS[len(choices) - 1]} comes {letter}. Put the letters in order: A, B, C.",
            )
        elif choices and line:
            choices[-1].append(line)
        elif not choices:
            stem.append(line or "\n")
    if not choices:
        raise BadQuestion(
            "no_choices", "It has no choices. Write each on a line of its own, such as “A. Rash”."
        )
    if answer is None:
        raise BadQuestion(
            "no_answer",
            "It has no line “ANSWER: …”. Add it after the choices, such as “ANSWER: A”.",
        )
    texts = [" ".join(parts).strip() for parts in choices]
    right = right_of(dict(enumerate(texts)), answer, by_place=True)
    return cells_of(choices=texts, right=right, stem=_paragraphs(stem), **more)


def _letter(line: str) -> str:
    """Return the letter of a choice, as a capital; "" for any other line."""
    choice = _CHOICE.fullmatch(line.strip())
    return choice[1].upper() if choice else ""


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r" *\n[ \n]*", "\n", " ".join(lines)).strip()
