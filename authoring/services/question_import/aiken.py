"""Aiken: a question on one line, choices as `A. …`, and `ANSWER: A`; no rationale and no source."""

import re
from collections.abc import Iterator

from authoring.services.question_import.reading import Found, LineError
from courses.services.question_content import QuestionContent

_CHOICE = re.compile(r"([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)


def read_aiken(text: str) -> Iterator[Found | LineError]:
    """Yield each question, or the error that prevents reading it."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        lines.append((number, line.strip()))
        if _ANSWER.fullmatch(line.strip()):
            yield _question(lines)
            lines = []
    if lines:
        yield LineError(lines[0][0], "This question has no line “ANSWER: …”.")


def _question(lines: list[tuple[int, str]]) -> Found | LineError:
    """Read one question, whose last line gives the answer."""
    *asked, (last, ending) = lines
    stem: list[str] = []
    choices: list[str] = []
    for number, line in asked:
        choice = _CHOICE.fullmatch(line)
        if choice is None and choices:
            return LineError(
                number, "Expected another choice or “ANSWER: …”. Is that line missing?"
            )
        if choice is None:
            stem.append(line)
        elif choice[1] != _letter(len(choices)):
            return LineError(number, f"Expected choice {_letter(len(choices))}, found {choice[1]}.")
        else:
            choices.append(choice[2])
    answer = _ANSWER.fullmatch(ending)
    letter = answer[1].strip().upper() if answer else ""
    letters = [_letter(place) for place in range(len(choices))]
    if letter not in letters:
        return LineError(last, f"ANSWER: “{letter}” is none of the choices above.")
    content = QuestionContent(" ".join(stem), tuple(choices), letters.index(letter))
    return Found(lines[0][0], content)


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else "?"
