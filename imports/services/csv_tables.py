"""Rows of a CSV, whatever divides its cells: read by Python's csv, which is told the delimiter found here."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from accounts.errors import Refused

DELIMITERS = ",;\t|^:~"
"""In the order in which they are preferred where two fit as well."""
_SAMPLE = 64 * 1024
_FIRST_LINE = re.compile(r'"?sep=(?P<delimiter>\t|[^\w\s"])"?[,;\t ]*(?:\n|\Z)', re.IGNORECASE)
_BACKSLASH = r'(?<!\\)((?:\\\\)*)\\"'


def csv_rows(text: str) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Return the delimiter of `text` (its lines ended by newlines), and each row with the line it begins on.

    Cells are as they are written. While they are read, a quotation mark that opens a cell and is never
    closed raises `Refused("quote_open", …)`, which names its line. One within a cell is read as itself.
    """
    said = _FIRST_LINE.match(text)
    sample = text[: max(text.rfind("\n", 0, _SAMPLE), 0) or _SAMPLE]
    delimiter = said["delimiter"] if said else _likeliest(sample)
    escaped = re.compile(rf'{_BACKSLASH}(?!["\n{re.escape(delimiter)}]|\Z)')
    lines: Iterable[str] = _lines(text)
    if escaped.search(sample):
        # \" for "", as databases write it. Other backslashes stay: they are most often of a path.
        lines = (re.sub(_BACKSLASH, r'\1""', line) for line in lines)
    return delimiter, _rows(lines, delimiter, skipped=1 if said else 0)


def _likeliest(sample: str) -> str:
    """Return the delimiter that divides the most rows alike, and into the most cells."""
    fits = {delimiter: _fit(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: fits[delimiter])


def _fit(sample: str, delimiter: str) -> float:
    """Return from 0 to 1 how well a delimiter fits: 0 where it leaves most rows in one piece.

    That all rows are alike counts more than the number of cells, and the first row most: names and sentences
    have commas as well, but hardly ever as many as the line of column names.
    """
    widths = list(_widths(sample, delimiter))
    wide = Counter(width for width in widths if width > 1)
    if wide.total() * 3 < len(widths) or not wide:
        return 0
    width, times = max(wide.items(), key=lambda each: each[::-1])
    first = 1 if widths[0] == width else 0.85
    return float(first * (times / len(widths)) ** 2 * (1 - 1 / width))


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    """Yield how many cells each row has, or 0 where its quotation marks make no sense between these."""
    reader = csv.reader(_lines(sample), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield 0
        else:
            if len(row) > 1 or "".join(row).strip():
                yield len(row)


def _rows(lines: Iterable[str], delimiter: str, *, skipped: int) -> Iterator[tuple[int, list[str]]]:
    recent: list[str] = []

    def remembered() -> Iterator[str]:
        for line in lines:
            recent.append(line)
            yield line

    reader = csv.reader(remembered(), delimiter=delimiter, strict=True)
    while True:
        recent.clear()
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = _tolerated(recent, start, delimiter)
        if start > skipped:
            yield start, row


def _tolerated(lines: Sequence[str], start: int, delimiter: str) -> list[str]:
    """Return a row that the strict reader refused as spreadsheets read it, unless a cell of it stays open."""
    end = "\x00"  # no text has one: the cell that it ends up in is open
    given = [*lines[:-1], lines[-1].removesuffix("\n"), end]
    try:
        rows = list(csv.reader(given, delimiter=delimiter))
    except csv.Error as error:
        if len(lines) == 1:
            most = f"{csv.field_size_limit():,}"
            message = f"Line {start} has a cell of more than {most} characters. Is this a table?"
            raise Refused("too_large", message) from error
        rows = []
    if len(lines) == 1 and rows[-1:] == [[end]]:
        return rows[0]
    raise Refused("quote_open", _open_since(start + _line_of_open(rows[0] if rows else [])))


def _line_of_open(row: Sequence[str]) -> int:
    """Return how many lines below the row's first its last cell of several lines begins."""
    last = max((at for at, cell in enumerate(row) if "\n" in cell or "\x00" in cell), default=0)
    return sum(cell.count("\n") for cell in row[:last])


def _open_since(line: int) -> str:
    return (
        f"Line {line} has a quotation mark that opens a cell and is not closed before other text follows. "
        "Close it, or write it twice where it belongs to the text, and choose the file again."
    )


def _lines(text: str) -> Iterator[str]:
    # Not splitlines(), which also divides at other characters: each would shift the numbers of the lines.
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]
