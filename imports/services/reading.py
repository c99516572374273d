"""Reading an uploaded file into its lines: a table under its column names, or the items of a text format."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import chain, islice

from accounts.errors import Refused
from imports.encodings import NotText, decode
from imports.kinds import Found, Kind, Reason, kind_of
from imports.models import Import, ImportRow
from imports.services.formats import SENTENCES, format_of
from imports.services.mapping import plain_word, recognized
from imports.services.progress import tell
from imports.services.sealing import opened_file, sealed
from imports.services.tables import read_table

BATCH = 1000
REASONS_COLUMN = "What to fix"
"""The last column of a returned file. A file that comes again has it, and it is passed over."""
_EARLIER_REASONS_COLUMN = "What to mend"  # files returned by an earlier release
_HEADER_WITHIN = 20
_MOST_CHARACTERS = 2 * 1024 * 1024


def read(source: Import) -> None:
    """Store the lines of the file and what it is; its bytes are dropped. Raises `Refused` if it cannot be read.

    Call inside a transaction. What stands above the line that names the columns is passed over: titles,
    never a line as wide as that one.
    """
    kind = kind_of(source.kind)
    data = opened_file(bytes(source.content), kind)
    source.format = format_of(
        data, source.file_name, kind.readers.keys(), partial(names_columns, kind)
    )
    if source.format in {"csv", "xlsx"}:
        found = _table(source, kind, data)
    elif source.format in kind.readers:
        found = _items(source, kind, data)
    else:
        raise Refused("format", _sentence(source.format, kind))
    source.rows = _store(source, kind, found)
    if not source.rows and not kind.has_more(source):
        raise Refused("no_rows", _nothing(source))
    source.content = b""


def _table(source: Import, kind: Kind, data: bytes) -> Iterator[ImportRow]:
    table = read_table(data)
    source.delimiter, source.encoding = table.delimiter, table.encoding
    source.encoding_guessed = table.guessed
    if table.note:
        source.summary = source.summary | {"note": table.note}
    first = list(islice(table.rows, _HEADER_WITHIN))
    if not first:
        raise Refused("empty", "The file is empty. Export it again.")
    at = _header_at(kind, [cells for _, cells in first])
    source.header = first[at][1]
    rows = chain(first[at + 1 :], table.rows)
    return (_row(source, line, [sealed(cell, kind) for cell in cells]) for line, cells in rows)


def _header_at(kind: Kind, rows: list[list[str]]) -> int:
    """Return the place of the row that names the columns: the first with several cells.

    A later one is taken if it has known names, and twice as many cells as each row above it.
    """
    filled = [sum(map(bool, cells)) for cells in rows]
    most_above = 0
    for at, cells in enumerate(rows):
        if most_above * 2 <= filled[at] and names_columns(kind, cells):
            return at
        most_above = max(most_above, filled[at])
    return next((at for at, number in enumerate(filled) if number > 1), 0)


def names_columns(kind: Kind, cells: Sequence[str]) -> bool:
    """Return whether a row has several names of columns. Letters are none: answers are letters as well."""
    return len(recognized(kind, [cell for cell in cells if len(plain_word(cell)) > 1])) > 1


def _row(source: Import, line: int, cells: list[str]) -> ImportRow:
    unread = []
    if len(cells) > len(source.header) and _only_reasons_beyond(source.header, cells):
        cells = cells[: len(source.header)]
    if len(cells) > len(source.header):
        words = (
            f"Has {len(cells)} cells, and the first line names {len(source.header)} columns. Is a"
            " quotation mark missing, or a column's name?"
        )
        unread = [asdict(Reason("", "more_cells", words))]
    return ImportRow(source=source, line=line, cells=cells, unread=unread)


def _only_reasons_beyond(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a line that had too many cells was mended where it stood, its reasons left behind it."""
    if not is_reasons_column(header[-1]):
        return False
    return not cells[len(header) - 1] and sum(map(bool, cells[len(header) :])) == 1


def _items(source: Import, kind: Kind, data: bytes) -> Iterator[ImportRow]:
    try:
        decoded = decode(data)
    except NotText as refused:
        raise Refused("not_text", "The file is not text. Export it again.") from refused
    source.encoding, source.encoding_guessed = decoded.encoding, decoded.guessed
    source.header = [each.key for each in kind.fields]
    return (_item(source, kind, found) for found in kind.readers[source.format](decoded.text))


def _item(source: Import, kind: Kind, found: Found) -> ImportRow:
    return ImportRow(
        source=source,
        line=found.line,
        text=sealed(found.text, kind),
        cells=[sealed(found.cells.get(key, ""), kind) for key in source.header],
        unread=[asdict(reason) for reason in found.reasons],
    )


def _store(source: Import, kind: Kind, rows: Iterator[ImportRow]) -> int:
    stored = 0
    for some in _batches(rows):
        stored += len(some)
        if stored > kind.most_rows:
            most = f"{kind.most_rows:,}"
            raise Refused("too_many_rows", f"The file has more than {most} lines. Split it.")
        ImportRow.objects.bulk_create(some)
        tell(source, stored)
    return stored


def _batches(rows: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    """Yield the lines in batches that are small in memory too, however long their cells are."""
    some: list[ImportRow] = []
    characters = 0
    for row in rows:
        some.append(row)
        characters += len(row.text) + sum(map(len, row.cells))
        if len(some) == BATCH or characters > _MOST_CHARACTERS:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _nothing(source: Import) -> str:
    if not source.is_table:
        return "No question or line was found in the file."
    return "The file names its columns, and has no line below them."


def _sentence(file_format: str, kind: Kind) -> str:
    known = SENTENCES.get(file_format)
    words = ["a spreadsheet (.xlsx, .csv)", *(each.upper() for each in kind.readers)]
    return known or f"The file cannot be read here. Upload it as {' or '.join(words)}."


def is_reasons_column(name: str) -> bool:
    """Return whether a column holds the reasons that an earlier returned file brought."""
    return plain_word(name) in map(plain_word, (REASONS_COLUMN, _EARLIER_REASONS_COLUMN))
