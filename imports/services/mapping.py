"""Which column says what, and what its words stand for: recognized, remembered, or asked."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.cleaning import clean_key
from imports.kinds import Field, Kind, kind_of
from imports.models import Import, ImportMemory
from imports.services.sealing import SEAL, shown
from imports.values import guess_mark, guess_order

MOST_WORDS = 50
"""So many unknown words of one column are asked about; lines with others come back."""
_LOOKED_AT = 5000
_NUMBER_OR_DAY = re.compile(r"\d[\d\s.,:/+TZ-]*")


def plain_word(text: str) -> str:
    """Return a column's name, or a cell's word, in the form used for comparison: without case and marks."""
    plain = clean_key(text).casefold()
    return re.sub(r"[\W_]+", " ", plain).strip() or plain


def recognized(kind: Kind, header: Sequence[str]) -> dict[str, int]:
    """Return the fields whose column is known by its name, with its place. The first of two counts."""
    names = {plain_word(name): each.key for each in kind.fields for name in _names(each)}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        key = names.get(plain_word(name))
        if key:
            found.setdefault(key, place)
    return found


def guess(source: Import) -> bool:
    """Fill in columns, words, date order and decimal mark, as far as they are known. Does not save.

    Returns whether the file itself tells how its dates and numbers are written. What the provider's last
    file had is only proposed: the next one may come from another program.
    """
    kind = kind_of(source.kind)
    if not source.is_table:
        source.columns = {key: place for place, key in enumerate(source.header)}
        return True
    memory = _memory(source)
    source.columns = _columns(source, kind, memory.columns)
    choice = [each.key for each in kind.fields if each.content == "choice"]
    source.choices = {
        key: _still_there(memory.choices.get(key, {}), dict(kind.options(source, key)))
        for key in choice
    }
    recognize_first(source, choice)
    source.order, source.mark = memory.order or source.order, memory.mark or source.mark
    return read_formats(source)


def read_formats(source: Import) -> bool:
    """Set date order and decimal mark where the file's columns tell them; return whether they do. Does not save."""
    kind = kind_of(source.kind)
    days = list(_texts(source, kind, "date"))
    order, knows_order = guess_order(days)
    if days and knows_order:
        source.order = order
    numbers = list(_texts(source, kind, "number"))
    mark, knows_mark = guess_mark(numbers)
    if numbers and knows_mark:
        source.mark = mark
    return knows_order and knows_mark


def recognize_first(source: Import, keys: Sequence[str]) -> None:
    """Let go of remembered words that now stand for something by themselves, in these columns. Does not save."""
    kind, memory = kind_of(source.kind), _memory(source)
    for key in keys:
        told, before = source.choices.get(key), memory.choices.get(key, {})
        if not told or key not in source.columns:
            continue
        for text, _ in _counted(source, source.columns[key]):
            word = plain_word(text)
            is_old = word in told and told[word] == before.get(word)
            if is_old and kind.recognize(source, key, text) is not None:
                del told[word]


def _still_there(words: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
    return {word: code for word, code in words.items() if code in options}


def _columns(source: Import, kind: Kind, remembered: Mapping[str, str]) -> dict[str, int]:
    found = recognized(kind, source.header)
    for place, name in enumerate(_column_names(source.header)):
        key = remembered.get(name)
        if key is None:
            continue
        found = {each: at for each, at in found.items() if at != place and each != key}
        if kind.field(key):
            found[key] = place
    return found


def must_be_asked(source: Import) -> bool:
    """Return whether lines can be judged only after staff have said what the columns or words mean."""
    kind = kind_of(source.kind)
    if kind.missing(source.columns):
        return True
    return any(any(word.code is None for word in words) for words in words_of(source).values())


@dataclass(frozen=True, slots=True)
class Word:
    """What stands in a column of a "choice" field, on how many lines, and its code: None if nobody knows."""

    text: str
    lines: int
    code: str | None


def words_of(source: Import) -> dict[str, list[Word]]:
    """Return, by field, the words of its column that are not known by themselves, or were said to be something else."""
    kind, memory = kind_of(source.kind), _memory(source)
    choice = [each for each in kind.fields if each.content == "choice"]
    return {
        each.key: list(_words(source, kind, each.key, memory.choices.get(each.key, {})))
        for each in choice
        if each.key in source.columns
    }


def _words(source: Import, kind: Kind, key: str, remembered: Mapping[str, str]) -> Iterator[Word]:
    plain: dict[str, Word] = {}
    told = source.choices.get(key, {})
    for text, lines in _counted(source, source.columns[key]):
        word, itself = plain_word(text), kind.recognize(source, key, text)
        said = told.get(word, remembered.get(word, itself))
        if itself is not None and itself == said:
            continue
        before = plain.get(word)
        code = told.get(word, itself)
        plain[word] = Word(text, lines + (before.lines if before else 0), code)
    yield from list(plain.values())[:MOST_WORDS]


def code_of(source: Import, kind: Kind, key: str, text: str) -> str | None:
    """Return what `text` stands for in a "choice" field: as staff said, or by itself; None if unknown."""
    told = source.choices.get(key, {}).get(plain_word(text))
    return kind.recognize(source, key, text) if told is None else told or None


def samples(source: Import) -> list[list[str]]:
    """Return, for each column, up to three different texts that stand in it."""
    found: list[list[str]] = [[] for _ in source.header]
    for cells in source.lines.values_list("cells", flat=True)[:200]:
        for texts, cell in zip(found, cells, strict=False):
            if cell and shown(cell) not in texts and len(texts) < 3:
                texts.append(shown(cell))
    return found


@transaction.atomic
def remember(source: Import) -> None:
    """Keep what staff said for the provider's next file of this kind; of a record without names, no column."""
    kind = kind_of(source.kind)
    memory = ImportMemory.objects.select_for_update().filter(pk=_memory(source).pk).get()
    by_place = {place: key for key, place in source.columns.items()}
    usual = {place: key for key, place in recognized(kind, source.header).items()}
    names = [] if _is_record(source.header) else _column_names(source.header)
    for place, name in enumerate(names):
        if by_place.get(place) != usual.get(place):
            memory.columns[name] = by_place.get(place, "")
        else:
            memory.columns.pop(name, None)
    for key, words in source.choices.items():
        said = memory.choices.get(key, {}) | words
        memory.choices[key] = {word: code for word, code in said.items() if code}
    memory.order, memory.mark = source.order, source.mark
    memory.save()


def _is_record(header: Sequence[str]) -> bool:
    """Return whether a line has an address, a number or a day, and so is somebody's record rather than names."""
    return any("@" in name or _NUMBER_OR_DAY.fullmatch(name) for name in header)


def _memory(source: Import) -> ImportMemory:
    return ImportMemory.objects.get_or_create(provider_id=source.provider_id, kind=source.kind)[0]


def _column_names(header: Sequence[str]) -> list[str]:
    """Return the plain name of each column, from the second with one name on with its number: name, name#2."""
    seen: Counter[str] = Counter()
    found = []
    for name in map(plain_word, header):
        seen[name] += 1
        found.append(f"{name}#{seen[name]}" if seen[name] > 1 else name)
    return found


def _names(field: Field) -> tuple[str, ...]:
    return (field.key, field.label, *field.aliases)


def _texts(source: Import, kind: Kind, content: str) -> Iterator[str]:
    for each in kind.fields:
        if each.content == content and each.key in source.columns:
            yield from (text for text, _ in _counted(source, source.columns[each.key]))


def _counted(source: Import, place: int) -> list[tuple[str, int]]:
    """Return the different texts of a column with the number of their lines, most frequent first.

    A sealed one is no word: nobody is asked what a license stands for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cells[%s], count(*) FROM imports_importrow WHERE source_id = %s"
            " AND unread = '[]' AND coalesce(cells[%s], '') <> '' AND NOT starts_with(cells[%s], %s)"
            " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
            [place + 1, source.pk, place + 1, place + 1, SEAL, _LOOKED_AT],
        )
        return [(text, lines) for text, lines in cursor.fetchall()]
