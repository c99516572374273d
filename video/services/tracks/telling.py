"""Says in one notice what was changed while captions were read."""

from collections.abc import Iterator

from accounts.sentences import counted
from imports.encodings import Decoded
from video.services.cue_reader import Reading

_TAKEN_OUT = {
    "styles": "colors and type styles",
    "positions": "positions that WebVTT does not have",
    "moments": "the times of single words",
    "names": "the captions’ own names",
    "NOTE": "notes",
    "STYLE": "style sheets",
    "REGION": "regions",
}
_MOST_NAMED = 3


def told_of(reading: Reading, file: Decoded | None = None) -> str:
    """Return sentences about what `read_cues` changed; "" if that is nothing that anybody would miss.

    Of a `file` its encoding is told, unless it is UTF-8.
    """
    return " ".join([*_form(reading, file), *_taken_out(reading), *_mended(reading)])


def _form(reading: Reading, file: Decoded | None) -> Iterator[str]:
    form = "SubRip" if reading.is_subrip else "WebVTT"
    foreign = file is not None and file.encoding not in {"utf-8", "ascii"}
    if file and foreign:
        name = file.encoding.replace("utf", "UTF").replace("windows", "Windows")
        yield f"Read as {form} in {name}." + (" Check accented letters." if file.guessed else "")
    elif reading.is_subrip:
        yield "Read as SubRip."


def _taken_out(reading: Reading) -> Iterator[str]:
    if kinds := [words for kind, words in _TAKEN_OUT.items() if reading.changes[kind]]:
        last = kinds.pop()
        yield f"Taken out: {', '.join(kinds)}{' and ' if kinds else ''}{last}."
    if count := reading.changes["empty"]:
        yield f"Left out: {counted(count, 'caption')} without words."
    if count := reading.changes["loose"]:
        yield f"Left out: {counted(count, 'line')} that belong to no caption."


def _mended(reading: Reading) -> Iterator[str]:
    changes = reading.changes
    if count := changes["short"]:
        yield f"{counted(count, 'short time')} {'was' if count == 1 else 'were'} written in full."
    if count := changes["top"]:
        yield f"At the top of the picture, as before: {counted(count, 'caption')}."
    if changes["speakers"]:
        yield "Speakers’ names now come before what they say."
    if count := changes["split"]:
        yield f"Empty lines inside captions were closed: {count}."
    if reading.gaps:
        yield _missing(reading.gaps)
    if changes["disorder"]:
        yield "The numbers of the captions do not count up; their times are what counts."


def _missing(gaps: tuple[tuple[int, int], ...]) -> str:
    named = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in gaps[:_MOST_NAMED])
    many = len(gaps) > 1 or gaps[0][0] != gaps[0][1]
    more = f" and {len(gaps) - _MOST_NAMED} more" if len(gaps) > _MOST_NAMED else ""
    verb = "are" if many else "is"
    return f"Caption{'s' if many else ''} {named}{more} {verb} missing from the numbering."
