"""The cells of one question, read into its content; and content written as cells."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from courses.services.credit_phrases import credit_refusal
from courses.services.objectives import measured
from courses.services.question_content import (
    UNASKABLE,
    QuestionContent,
    after_end,
    cleaned,
    clock,
    content_errors,
    seconds_of,
    unfinished,
    without_letters,
)
from imports.kinds import Reason
from question_formats.html_text import MEDIA, PICTURE, as_plain_text, plain_text
from question_formats.reading import CHOICES, BadQuestion
from question_formats.right_choice import readings, right_of

type Cells = Mapping[str, str]
COLUMNS = ("stem", *CHOICES, "right", "rationale", "citation", "time", "topic", "objective")
_TEXTS = ("stem", *CHOICES, "rationale", "citation", "topic", "objective")
_COLUMN_OF = {"stem_missing": "stem", "choices_too_few": "choice_2", "right_choice": "right"}
_LETTERS = "ABCDEFGH"
EXAMPLE = QuestionContent(
    stem="Where does a patient speak most freely?",
    choices=("In private", "In the waiting room", "Beside whoever came along"),
    right=0,
    rationale="What is said in private is not overheard.",
    citation="Name of the source, page, or address",
    video_second=65,
    topic="Setting",
)
_NUMBERS = re.compile(r"[0-9]{1,3}(?:(?:[ ,;/&+]| and )+[0-9]{1,3})*")
# What a spreadsheet makes of “1:05”: five past one.
_SPREADSHEET_TIME = re.compile(r"(0\d:[0-5]\d):00(?: AM)?")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file writes what can be read in two ways, as its other questions show.

    `by_place`: the right choice is named by letter or number, not by its text; None: nothing tells.
    `time_as_hours`: a spreadsheet took minutes and seconds for hours and minutes.
    """

    by_place: bool | None = None
    time_as_hours: bool = False


def habits_of(rows: Iterable[Cells]) -> Habits:
    """Return how these questions, all of one file, name their right choices and their moments."""
    places = texts = others = hours = 0
    for cells in rows:
        named, said = readings(_choices(cells), cells.get("right", ""))
        places += named is not None and said is None
        texts += said is not None and named is None
        if time := cells.get("time", ""):
            hours += bool(_SPREADSHEET_TIME.fullmatch(time))
            others += not _SPREADSHEET_TIME.fullmatch(time)
    return Habits(None if places == texts else places > texts, hours > 0 and not others)


def table_cells(cells: Cells) -> tuple[dict[str, str], list[Reason]]:
    """Return a table's cells with the HTML of other programs as plain text, and a reason if that loses anything."""
    lost = any(MEDIA.search(text) for text in cells.values())
    plain = {key: plain_text(text) if key in _TEXTS else text for key, text in cells.items()}
    return plain, [Reason("", "picture", PICTURE)] if lost else []


def read_cells(
    cells: Cells, habits: Habits, video_seconds: int | None, objectives: Sequence[str]
) -> tuple[QuestionContent, list[Reason]]:
    """Return the question of these cells, and everything that keeps it from being asked, each once.

    `video_seconds` is the length of the video; None if there is none yet. `objectives`: the course's.
    """
    reasons: list[Reason] = []
    choices, word = _choices(cells), cells.get("right", "")
    right = second = None
    try:
        if word:
            right = list(choices).index(right_of(choices, word, by_place=habits.by_place))
    except BadQuestion as refused:
        reasons.append(Reason("right", refused.code, refused.message))
    try:
        second = _second(cells.get("time", ""), habits)
    except ValueError:
        words = f"“{cells['time']}” is not a time in the video. Write minutes and seconds: 1:05."
        reasons.append(Reason("time", "time", words))
    texts = {name: cells.get(name, "") for name in ("stem", "rationale", "citation", "topic")}
    content = QuestionContent(
        choices=tuple(choices.values()),
        right=right,
        video_second=second,
        key=cells.get("name", ""),
        objectives=tuple(_measured(cells.get("objective", ""), objectives, reasons)),
        **texts,
    )
    content = cleaned(content)
    reasons += [
        Reason(_COLUMN_OF[code], code, f"{message[0].upper()}{message[1:]}")
        for code, message in unfinished(content)
        if code in UNASKABLE and not (code == "right_choice" and word)
    ]
    reasons += [Reason("", "content", words) for words in content_errors(content)]
    reasons += [
        Reason(name, "credit_phrase", words)
        for name, text in cells.items()
        if name in _TEXTS and (words := credit_refusal(text))
    ]
    reasons += [Reason("time", "after_end", words) for words in after_end(content, video_seconds)]
    return content, reasons


def guesses(cells: Cells, habits: Habits) -> Iterator[str]:
    """Yield a sentence for each cell that was read in one of two ways, since the file does so elsewhere."""
    word, time = cells.get("right", ""), cells.get("time", "")
    named, said = readings(_choices(cells), word)
    if habits.by_place is not None and named is not None and said is not None and named != said:
        texts = _choices(cells)
        meant, else_meant = (named, said) if habits.by_place else (said, named)
        yield (
            f"“{word}” was read as choice {_LETTERS[meant]}, “{texts[meant]}”. If choice {_LETTERS[else_meant]},"
            f" “{texts[else_meant]}”, was meant, correct it after the import."
        )
    if habits.time_as_hours and time:
        yield f"“{time}” was read as {clock(_second(time, habits) or 0)}. If that is wrong, correct it after importing."


def row_of(content: QuestionContent) -> list[str]:
    """Return the cells of a question, in the order of `COLUMNS`; `read_cells` reads them back unchanged."""
    choices = [*content.choices, *[""] * (len(CHOICES) - len(content.choices))]
    second = "" if content.video_second is None else clock(content.video_second)
    texts = [content.stem, *choices, content.rationale, content.citation, content.topic]
    stem, *choices, rationale, citation, topic = map(as_plain_text, texts)
    measures = "\n".join(map(as_plain_text, content.objectives))
    return [stem, *choices, _right(content), rationale, citation, second, topic, measures]


def _measured(cell: str, objectives: Sequence[str], reasons: list[Reason]) -> list[str]:
    """Return the objectives that a cell names, by number or, one to a line, by text; add what it names wrongly."""
    if _NUMBERS.fullmatch(cell):
        words = re.findall("[0-9]+", cell)
        meant = {word: objectives[int(word) - 1 : int(word)] for word in words if word.strip("0")}
    else:
        words = [line for each in cell.splitlines() if (line := each.strip())]
        meant = {word: measured([word], objectives) for word in words}
    reasons += [
        Reason("objective", "objective", _no_objective(word, len(objectives)))
        for word in words
        if not meant.get(word)
    ]
    return [each for each in objectives if any(each in found for found in meant.values())]


def _no_objective(word: str, number: int) -> str:
    if not number:
        return "The course has no objectives yet. Write them under About, or leave this cell empty."
    return (
        f"“{word}” is not an objective of this course. Write its number, 1 to {number}, or its text, or leave this"
        " cell empty."
    )


def _right(content: QuestionContent) -> str:
    """Name the right choice by its letter; by its column, if a letter could be the text of another."""
    if content.right is None:
        return ""
    letter = _LETTERS[content.right]
    said = readings(dict(enumerate(content.choices)), letter)[1]
    return letter if said is None else CHOICES[content.right]


def _choices(cells: Cells) -> dict[int, str]:
    given = {place: cells[name] for place, name in enumerate(CHOICES) if cells.get(name)}
    return dict(zip(given, without_letters(list(given.values())), strict=True))


def _second(text: str, habits: Habits) -> int | None:
    if not text:
        return None
    return seconds_of(text[:5] if habits.time_as_hours else text)
