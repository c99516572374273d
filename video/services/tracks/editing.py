"""Changes that the track editor makes to a whole text, before anything is saved."""

from dataclasses import dataclass
from decimal import Decimal

from imports.encodings import Decoded
from video.services.cue_reader import read_cues
from video.services.cues import write_cues
from video.services.tracks.telling import told_of
from video.services.tracks.timing import separate, shift


@dataclass(frozen=True, slots=True)
class Edited:
    """A text as plain WebVTT, and what was changed, in sentences."""

    text: str
    told: str = ""


def edited(
    text: str,
    *,
    file: Decoded | None = None,
    move: Decimal | None = None,
    separated: bool = False,
    duration: float = 0.0,
) -> Edited:
    """Return a text as it would be saved: read, then moved by so many seconds, then without overlaps.

    A text with a time that cannot be read stays as it is. Raises `Refused` as `shift` does.
    """
    reading = read_cues(text)
    if reading.faults or not reading.cues:
        return Edited(text)
    cues, told = list(reading.cues), [told_of(reading, file)]
    if move:
        cues = shift(cues, move, duration=duration)
        way = "later" if move > 0 else "earlier"
        seconds = "second" if abs(move) == 1 else "seconds"
        told.append(f"All captions begin {abs(move).normalize():f} {seconds} {way}.")
    if separated:
        cues, what = separate(cues)
        told.append(what)
    return Edited(write_cues(cues), " ".join(filter(None, told)))
