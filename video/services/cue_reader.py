"""The one reader of captions, chapters and descriptions: WebVTT and SubRip as programs and people write them.

Where the WebVTT standard drops a caption in silence, its words are kept or its line is named
(docs/decisions/0047).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from video.services.cue_text import Speech, stands_at_top
from video.services.cues import Cue

_TIME = r"(?:([0-9]{1,4}) ?: ?)?([0-9]{1,3}) ?: ?([0-9]{1,2})(?: ?[.,] ?([0-9]{1,9}))?"
# In SubRip, word processors and translators have changed the arrow; in WebVTT another arrow is what is said.
_ARROWS = {True: r"(?:-{1,3} ?>|[–—] ?>|→)", False: "-->"}
_TIMING = {
    is_subrip: re.compile(rf"\s*{_TIME}[ \t]*{arrow}[ \t]*{_TIME}(?=\s|$)(.*)")
    for is_subrip, arrow in _ARROWS.items()
}
_SEEMS_TIMED = {
    is_subrip: re.compile(rf"^[0-9:.,; \t]+-->|^[0-9., \t]*:[0-9:.,; \t]*{arrow}|-->\s*[0-9]+:")
    for is_subrip, arrow in _ARROWS.items()
}
_SIGNATURE = re.compile(r"\s*webvtt(?=\s|$)", re.IGNORECASE)
_ASIDE = re.compile(r"(NOTE)(?:\s|$)|(STYLE|REGION)\s*$")
_NUMBER = re.compile(r"\s*[#(\[]?([0-9]{1,9})[.)\]]?\s*$")
_PAIR = re.compile(r"[A-Za-z][\w-]*+:\S+")
_PERCENT = r"(?:100|[0-9]{1,2})(?:\.[0-9]{1,6})?%"
_SETTING = re.compile(
    rf"vertical:(?:rl|lr)|line:(?:-?[0-9]{{1,3}}|{_PERCENT})(?:,(?:start|center|end))?"
    rf"|position:{_PERCENT}(?:,(?:line-left|center|line-right))?|size:{_PERCENT}"
    r"|align:(?:start|center|end|left|right)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a text: its cues as they stood, and what was changed, counted by kind (see `telling`).

    `faults` are lines (from 1) that look like times and are none: their captions could not be read. `gaps` are
    the first and the last of the numbers that SubRip's numbering leaves out.
    """

    is_subrip: bool
    cues: tuple[Cue, ...]
    faults: tuple[int, ...]
    changes: Counter[str]
    gaps: tuple[tuple[int, int], ...]


def read_cues(text: str) -> Reading:
    """Read WebVTT or SubRip that was cleaned as prose, in time proportional to its length. Never raises.

    A caption ends at an empty line; words after that without a time still belong to it. Notes, styles and regions
    are no captions, whatever stands in them. Captions without words are left out.
    """
    return _Reader(text.replace("\r\n", "\n").replace("\r", "\n")).read()


@dataclass(slots=True)
class _Timed:
    """A caption whose words are being collected, with their markup."""

    line: int
    start: float
    end: float
    settings: list[str]
    words: list[str]


class _Reader:
    def __init__(self, text: str) -> None:
        self._blocks = list(_blocks(text))
        self._is_subrip = not _SIGNATURE.match(text)
        self._timing = _TIMING[self._is_subrip]
        self._found: list[_Timed] = []
        self._open: _Timed | None = None
        self._numbered_above, self._numbered_apart = self._numbering()
        self._in_aside = False  # a note's second paragraph belongs to no caption either
        self._faults: list[int] = []
        self._numbers: list[int] = []
        self._changes: Counter[str] = Counter()

    def read(self) -> Reading:
        for place, (line, block) in enumerate(self._blocks):
            aside = None if self._is_subrip else _ASIDE.match(block[0])
            if place == 0 and not self._is_subrip:
                self._in_aside = True
                self._take(line + 1, block[1:])
            elif aside:
                self._changes[aside[1] or aside[2]] += 1
                self._open, self._in_aside = None, True
            elif self._is_number_apart(place):
                self._number(block[0])
            else:
                self._take(line, block)
        speech = Speech(self._changes)
        cues = tuple(cue for timed in self._found if (cue := self._cue(timed, speech)).lines)
        self._changes["empty"] += len(self._found) - len(cues)
        self._changes["disorder"] += any(
            after <= before for before, after in pairwise(self._numbers)
        )
        gaps = tuple((a + 1, b - 1) for a, b in pairwise(sorted(self._numbers)) if b > a + 1)
        return Reading(self._is_subrip, cues, tuple(self._faults), self._changes, gaps)

    def _numbering(self) -> tuple[bool, bool]:
        """Say whether most captions have a number right above their time, or one with an empty line between."""
        timed = above = apart = 0
        before = [""]
        for _, block in self._blocks:
            for at, line in enumerate(block):
                if self._timing.match(line):
                    timed += 1
                    above += at > 0 and bool(_NUMBER.match(block[at - 1]))
                    apart += at == 0 and len(before) == 1 and bool(_NUMBER.match(before[0]))
            before = block
        return 2 * above > timed, 2 * apart > timed

    def _is_number_apart(self, place: int) -> bool:
        """Say whether a block is nothing but the number of the caption in the next one."""
        if not self._numbered_apart or place + 1 == len(self._blocks):
            return False
        block, following = self._blocks[place][1], self._blocks[place + 1][1]
        return len(block) == 1 and bool(
            _NUMBER.match(block[0]) and self._timing.match(following[0])
        )

    def _take(self, first: int, block: list[str]) -> None:
        """Read a block of which `first` is the number of the first line."""
        for at, line in enumerate(block):
            next_line = block[at + 1] if at + 1 < len(block) else ""
            if timing := self._timing.match(line):
                self._begin(first + at, timing)
            elif _SEEMS_TIMED[self._is_subrip].search(line):
                self._fail(first + at)
            elif self._timing.match(next_line) and self._names_the_next(line, begins=at == 0):
                self._number(line)
            elif self._open:
                self._changes["split"] += at == 0 and bool(line.strip())
                self._open.words.append(line)
            elif not self._in_aside:
                self._changes["loose"] += bool(line.strip())

    def _names_the_next(self, line: str, *, begins: bool) -> bool:
        """Say whether a line above a time is a number or a name, and not the last words of another caption."""
        if self._numbered_above and _NUMBER.match(line):
            return True
        return begins and not self._is_subrip

    def _number(self, line: str) -> None:
        if number := _NUMBER.match(line):
            self._numbers += [int(number[1])] if self._is_subrip else []
        else:
            self._changes["names"] += 1

    def _begin(self, line: int, timing: re.Match[str]) -> None:
        times = timing.group(1, 2, 3, 4), timing.group(5, 6, 7, 8)
        if not all(_is_time(*time) for time in times):
            self._fail(line)
            return
        self._changes["short"] += sum(not _is_full(*time) for time in times)
        start, end = (_seconds(*time) for time in times)
        rest = timing[9].split()
        settings = list(takewhile(_PAIR.fullmatch, rest))
        words = " ".join(rest[len(settings) :])
        self._open = _Timed(line, start, end, settings, [words] if words else [])
        self._in_aside = False
        self._found.append(self._open)

    def _fail(self, line: int) -> None:
        self._faults.append(line)
        self._open, self._in_aside = None, False

    def _cue(self, timed: _Timed, speech: Speech) -> Cue:
        markup = "\n".join(timed.words)
        kept = self._kept(timed.settings)
        if stands_at_top(markup) and "line" not in kept:
            kept["line"] = "line:0"
            self._changes["top"] += 1
        return Cue(
            timed.start, timed.end, speech.plain(markup), " ".join(kept.values()), timed.line
        )

    def _kept(self, settings: list[str]) -> dict[str, str]:
        """Return the settings that every player understands, by their names."""
        kept: dict[str, str] = {}
        for setting in settings:
            known = setting.replace("align:middle", "align:center")  # as it was called before 2015
            name = known.partition(":")[0]
            if name not in kept and _SETTING.fullmatch(known):
                kept[name] = known
            else:
                self._changes["positions"] += 1
        return kept


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield what stands between empty lines, with the number of its first line. Blanks are no empty line.

    Lines are broken as players break them: not at U+2028 or a form feed, as `splitlines` does.
    """
    block: list[str] = []
    for at, line in enumerate([*text.split("\n"), ""], start=1):
        if line:
            block.append(line)
        elif block:
            yield at - len(block), block
            block = []


def _is_time(hours: str | None, minutes: str, seconds: str, _: str | None) -> bool:
    return int(seconds) < 60 and (not hours or int(minutes) < 60)


def _is_full(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> bool:
    """Say whether a time has all the digits that WebVTT and SubRip ask for."""
    return len(hours or "00") > 1 and (len(minutes), len(seconds), len(fraction or "")) == (2, 2, 3)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    return round(whole + float(f"0.{fraction or 0}"), 3)
