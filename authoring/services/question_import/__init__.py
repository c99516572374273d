"""Questions from a file in CSV, Moodle GIFT or Aiken; every error is reported with its line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from authoring.services.question_import.aiken import read_aiken
from authoring.services.question_import.csv_file import read_csv
from authoring.services.question_import.gift import read_gift
from authoring.services.question_import.reading import Found, LineError, text_of
from courses.services.question_content import (
    UNASKABLE,
    QuestionContent,
    after_end,
    cleaned,
    content_errors,
    unfinished,
)

MOST_QUESTIONS = 500
# So much is read, questions and errors together: what comes after it needs a file of its own.
_MOST_READ = 2 * MOST_QUESTIONS
FORMATS: dict[str, tuple[str, Callable[[str], Iterator[Found | LineError]]]] = {
    "csv": ("CSV (spreadsheet)", read_csv),
    "gift": ("Moodle GIFT", read_gift),
    "aiken": ("Aiken", read_aiken),
}


@dataclass(frozen=True)
class Import:
    """What a file holds: questions to add, questions already there, and errors to fix first."""

    found: list[Found]
    errors: list[LineError]
    known: list[Found]

    @property
    def may_be_added(self) -> bool:
        """All or nothing: a single error prevents the import."""
        return bool(self.found) and not self.errors


def read_questions(
    text: str,
    format_: str,
    *,
    present: Iterable[QuestionContent] = (),
    video_seconds: int | None = None,
) -> Import:
    """Read `text` in a format of `FORMATS`. Repeats of `present` or earlier questions are `known`.

    Writes nothing. `video_seconds` is the length of the video; a question's time after its end is an error.
    """
    reader = FORMATS[format_][1](text.replace("\r\n", "\n").replace("\r", "\n"))
    results = list(islice(reader, _MOST_READ))
    errors = [each for each in results if isinstance(each, LineError)]
    told = {error.line for error in errors}
    asked = {content.asks for content in present}
    found: list[Found] = []
    known: list[Found] = []
    for each in (each.map(cleaned) for each in results if isinstance(each, Found)):
        errors += _errors_of(each, video_seconds, told)
        twice = each.content.asks in asked
        asked.add(each.content.asks)
        (known if twice else found).append(each)
    if not results:
        errors.append(LineError(1, "No question was found. Is this the format that you chose?"))
    if past := found[MOST_QUESTIONS:] or results[_MOST_READ - 1 :]:
        message = f"At most {MOST_QUESTIONS} questions can be added at once; split the file."
        errors.append(LineError(past[0].line, message))
    return Import(found, sorted(errors, key=lambda error: error.line), known)


def _errors_of(found: Found, video_seconds: int | None, told: set[int]) -> list[LineError]:
    """Missing parts are not reported for a line (in `told`) for which the reader has reported an error."""
    content = found.content
    missing = [text.capitalize() for code, text in unfinished(content) if code in UNASKABLE]
    messages = [
        *([] if found.line in told else missing),
        *content_errors(content),
        *after_end(content, video_seconds),
    ]
    return [LineError(found.line, message) for message in messages]


__all__ = ["FORMATS", "Found", "Import", "LineError", "read_questions", "text_of"]
