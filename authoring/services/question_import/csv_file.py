"""Questions as CSV: one question per row, with a header row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from accounts.cleaning import clean_key
from authoring.services.question_import.reading import Found, LineError
from courses.models.assessment import MAX_CHOICES
from courses.services.question_content import QuestionContent, clock, seconds_of

CHOICES = tuple(f"choice_{number}" for number in range(1, MAX_CHOICES + 1))
COLUMNS = ("stem", *CHOICES, "right", "rationale", "citation", "time", "topic")
_NEEDED = ("stem", "choice_1", "choice_2", "right")
_DELIMITERS = ",;\t"
# A spreadsheet would run these as formulas; a leading apostrophe marks text, as it does in Excel.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LETTERS = "ABCDEFGH"
_EXAMPLE = QuestionContent(
    stem="Where does a patient speak most freely?",
    choices=("In private", "In the waiting room", "Beside whoever came along"),
    right=0,
    rationale="What is said in private is not overheard.",
    citation="Name of the source, page or address",
    video_second=65,
    topic="Setting",
)


def read_csv(text: str) -> Iterator[Found | LineError]:
    """Yield the question of each row, and the errors of its cells."""
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    began = 1
    try:
        for row in reader:
            line, began = began, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not names:
                names = [clean_key(cell).lower().replace(" ", "_") for cell in row]
                yield from _errors_of_names(names, line)
            else:
                yield from _row(names, row, line)
    except csv.Error as failure:
        yield LineError(began, f"Is not CSV: {failure}. Is a quotation mark left open?")


def write_csv(contents: Sequence[QuestionContent]) -> str:
    """Return `contents` as CSV, safe in a spreadsheet; `read_csv` reads it back unchanged."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for content in contents:
        choices = [*content.choices, *[""] * (MAX_CHOICES - len(content.choices))]
        right = "" if content.right is None else _LETTERS[content.right]
        second = "" if content.video_second is None else clock(content.video_second)
        texts = (content.rationale, content.citation, second, content.topic)
        writer.writerow(map(_safe, (content.stem, *choices, right, *texts)))
    return out.getvalue()


def template_csv() -> str:
    """Return a template to fill in, with one example row."""
    return write_csv([_EXAMPLE])


def _errors_of_names(names: list[str], line: int) -> list[LineError]:
    errors = [
        LineError(line, f"There is no column “{name}” in this format.")
        for name in names
        if name and name not in COLUMNS
    ]
    errors += [
        LineError(line, f"The column “{name}” is missing.") for name in _NEEDED if name not in names
    ]
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    return errors + [LineError(line, f"The column “{name}” stands here twice.") for name in twice]


def _row(names: list[str], row: list[str], line: int) -> list[Found | LineError]:
    """Return the question of a row and every error of its cells, not only the first."""
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        return [LineError(line, "There are more cells than columns. Is a quotation mark missing?")]
    cells = {name: _plain(cell) for name, cell in zip(names, row, strict=False)}
    errors: list[Found | LineError] = []
    try:
        second = seconds_of(cells["time"]) if cells.get("time") else None
    except ValueError:
        errors.append(LineError(line, f"time: “{cells['time']}” is no moment such as 1:05."))
        second = None
    given = [(name, cells[name]) for name in CHOICES if cells.get(name)]
    right = _right([name for name, _ in given], cells.get("right", ""))
    if cells.get("right") and right is None:
        errors.append(
            LineError(
                line, f"right: “{cells['right']}” names none of the choices (A, B, … or 1, 2, …)."
            )
        )
    content = QuestionContent(
        stem=cells.get("stem", ""),
        choices=tuple(text for _, text in given),
        right=right,
        rationale=cells.get("rationale", ""),
        citation=cells.get("citation", ""),
        video_second=second,
        topic=cells.get("topic", ""),
    )
    return [*errors, Found(line, content)]


def _right(given: list[str], word: str) -> int | None:
    """Return the position, among the choices filled in, of the one that `word` (a letter or number) names."""
    letter = word.strip().upper()
    number = _LETTERS.find(letter) + 1 if letter in set(_LETTERS) else 0
    if letter.isascii() and letter.isdigit():
        number = int(letter[:4])
    column = f"choice_{number}"
    return given.index(column) if column in given else None


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that protected it as text."""
    text = cell.strip(" \n")
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
