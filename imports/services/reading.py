"""Reading an uploaded file into its lines: a table under its column names, or the items of a text format."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import batched, chain, islice

from accounts.errors import Refused
from imports.encodings import NotText, decode
from imports.kinds import Found, Kind, Reason, kind_of
from imports.models import Import, ImportRow
from imports.services.formats import SENTENCES, format_of
from imports.services.mapping import plain_word, recognized
from imports.services.progress import tell
from imports.services.tables import read_table

BATCH = 1000
REASONS_COLUMN = "What to mend"
"""The last column of a returned file. A file that comes again has it, and it is passed over."""
_HEADER_WITHIN = 20


def read(source: Import) -> None:
    """Store the lines of the file and what it is; its bytes are dropped. Raises `Refused` if it cannot be read.

    Call inside a transaction. The line that names the columns is, of the first twenty, the one with most
    names that are known; what stands above it is passed over.
    """
    kind = kind_of(source.kind)
    data = bytes(source.content)
    source.format = format_of(data, source.file_name)
    if source.format in {"csv", "xlsx"}:
        found = _table(source, kind, data)
    elif source.format in kind.readers:
        found = _items(source, kind, data)
    else:
        raise Refused("format", _sentence(source.format, kind))
    source.rows = _store(source, kind, found)
    if not source.rows:
        raise Refused("no_rows", _nothing(source))
    source.content = b""


def _table(source: Import, kind: Kind, data: bytes) -> Iterator[ImportRow]:
    table = read_table(data)
    source.delimiter, source.encoding = table.delimiter, table.encoding
    source.encoding_guessed = table.guessed
    first = list(islice(table.rows, _HEADER_WITHIN))
    if not first:
        raise Refused("empty", "The file is empty. Export it again.")
    at = _header_at(kind, [cells for _, cells in first])
    source.header = first[at][1]
    return (_row(source, line, cells) for line, cells in chain(first[at + 1 :], table.rows))


def _header_at(kind: Kind, rows: list[list[str]]) -> int:
    """Return the place of the row that names the columns: else the first with several cells, or the first."""
    known = [len(recognized(kind, cells)) for cells in rows]
    if max(known) > 1:
        return known.index(max(known))
    several = (at for at, cells in enumerate(rows) if sum(map(bool, cells)) > 1)
    return next(several, 0)


def _row(source: Import, line: int, cells: list[str]) -> ImportRow:
    unread = []
    if len(cells) > len(source.header):
        words = (
            f"Has {len(cells)} cells, and the first line names {len(source.header)} columns. Is a"
            " quotation mark missing, or a column's name?"
        )
        unread = [asdict(Reason("", "more_cells", words))]
    return ImportRow(source=source, line=line, cells=cells, unread=unread)


def _items(source: Import, kind: Kind, data: bytes) -> Iterator[ImportRow]:
    try:
        decoded = decode(data)
    except NotText as refused:
        raise Refused("not_text", "The file is not text. Export it again.") from refused
    source.encoding, source.encoding_guessed = decoded.encoding, decoded.guessed
    source.header = [each.key for each in kind.fields]
    return (_item(source, found) for found in kind.readers[source.format](decoded.text))


def _item(source: Import, found: Found) -> ImportRow:
    return ImportRow(
        source=source,
        line=found.line,
        text=found.text,
        cells=[found.cells.get(key, "") for key in source.header],
        unread=[asdict(reason) for reason in found.reasons],
    )


def _store(source: Import, kind: Kind, rows: Iterator[ImportRow]) -> int:
    stored = 0
    for some in batched(rows, BATCH):
        stored += len(some)
        if stored > kind.most_rows:
            most = f"{kind.most_rows:,}"
            raise Refused("too_many_rows", f"The file has more than {most} lines. Split it.")
        ImportRow.objects.bulk_create(some)
        tell(source, stored)
    return stored


def _nothing(source: Import) -> str:
    if not source.is_table:
        return "No question or line was found in the file."
    return "The file names its columns, and has no line below them."


def _sentence(file_format: str, kind: Kind) -> str:
    known = SENTENCES.get(file_format)
    words = ["a spreadsheet (.xlsx, .csv)", *(each.upper() for each in kind.readers)]
    return known or f"The file cannot be read here. Bring it as {' or '.join(words)}."


def is_reasons_column(name: str) -> bool:
    """Return whether a column holds the reasons that an earlier returned file brought."""
    return plain_word(name) == plain_word(REASONS_COLUMN)
