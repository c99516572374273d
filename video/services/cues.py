"""Captions, chapters and descriptions as this portal keeps them: plain words with times, written as WebVTT."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from video.services.cue_text import escaped


@dataclass(frozen=True, slots=True)
class Cue:
    """Words and when they are said, in seconds of whole milliseconds. A chapter is a cue with its title.

    `lines` are plain text. `settings` are WebVTT's, for a place in the picture. `line` is where its times stood
    in the text that was read, from 1.
    """

    start: float
    end: float
    lines: tuple[str, ...]
    settings: str = ""
    line: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """What is said, in one line."""
        return " ".join(" ".join(self.lines).split())

    @property
    def clock(self) -> str:
        """When it starts, as a player shows it."""
        return clock(self.start)


def write_cues(cues: Iterable[Cue]) -> str:
    """Return the cues as a WebVTT text, of which `read_cues` makes the same cues and changes nothing."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        times = f"{_written(cue.start)} --> {_written(cue.end)} {cue.settings}".rstrip()
        blocks.append("\n".join([times, *map(escaped, cue.lines)]) + "\n")
    return "\n".join(blocks)


def clock(seconds: float) -> str:
    """Return a moment as players show it: “1:05”, “1:00:05”."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def milliseconds(seconds: float) -> int:
    """Return whole milliseconds, in which moments are compared and added."""
    return round(1000 * seconds)


def _written(seconds: float) -> str:
    minutes, rest = divmod(milliseconds(seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
