"""Reads a lecture: its slides, and the phrases that the voice speaks on each."""

from __future__ import annotations

import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CAPTION_WIDTH = 42
CAPTION_LINES = 2


class UnfitPhrase(ValueError):
    """A phrase that does not fit into one caption; the message says which."""


@dataclass(frozen=True)
class Phrase:
    """One breath of the narration: one caption, spoken as one piece of sound."""

    slide: str
    text: str
    say: str
    step: int
    answers: str | None


@dataclass(frozen=True)
class Slide:
    key: str
    chapter: str
    phrases: tuple[Phrase, ...]

    @property
    def pages(self) -> int:
        """How many pictures the slide has: one before the first step, one for each step."""
        return max(phrase.step for phrase in self.phrases) + 1


@dataclass(frozen=True)
class Lecture:
    course: str
    part: str
    slides: tuple[Slide, ...]


def caption_lines(text: str) -> list[str]:
    """Break a phrase into at most two lines of at most 42 characters, as even as they come.

    Raises UnfitPhrase when it does not fit: a phrase is split by its author, at a pause of the
    voice, so that each caption stands exactly as long as it is heard.
    """
    if len(text) <= CAPTION_WIDTH:
        return [text]
    for width in range(len(text) // 2, CAPTION_WIDTH + 1):
        lines = textwrap.wrap(text, width)
        if len(lines) <= CAPTION_LINES:
            return lines
    raise UnfitPhrase(f"does not fit into {CAPTION_LINES} lines of {CAPTION_WIDTH}: {text!r}")


def _phrases(slide: dict[str, object], key: str) -> tuple[Phrase, ...]:
    phrases = []
    step = 0
    for row in slide["narration"]:  # type: ignore[attr-defined]
        step = row.get("step", step)
        say = row.get("say", row["text"].strip("“”"))
        phrases.append(Phrase(key, row["text"], say, step, row.get("answers")))
        caption_lines(row["text"])
    return tuple(phrases)


def read_lecture(course: str) -> Lecture:
    """The lecture in lectures/<course>.toml; a step once reached stays until the next."""
    data = tomllib.loads((HERE / "lectures" / f"{course}.toml").read_text(encoding="utf-8"))
    slides = tuple(
        Slide(row["key"], row["chapter"], _phrases(row, row["key"])) for row in data["slides"]
    )
    return Lecture(data["course"], data["part"], slides)
