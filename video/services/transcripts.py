"""Captions, chapters and the transcript made from them, parsed once and cached briefly per process."""

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from django.urls import reverse

from courses.emphasis import credit_plain
from courses.models import Course, TextTrack, Video
from courses.services.front_matter import Element, front_matter_document, told_with_the_words
from question_formats.html_text import text_of_html
from video.services.cue_reader import read_cues
from video.services.cues import Cue, write_cues

_FRESH_SECONDS = 30
_kept: dict[int, tuple[float, "_Texts"]] = {}


@dataclass(frozen=True, slots=True)
class Track:
    """A text track as a `<track>` element needs it."""

    kind: str
    language: str
    label: str
    url: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a transcript that belongs to one chapter; `chapter` is None without chapters."""

    chapter: Cue | None
    cues: tuple[Cue, ...]
    language: str
    """What is spoken: pages around it may be in another language."""


@dataclass(frozen=True, slots=True)
class _Texts:
    tracks: tuple[Track, ...]
    transcript: tuple[Cue, ...]
    chapters: tuple[Cue, ...]
    language: str


def transcript(video: Video) -> tuple[Cue, ...]:
    """Return the cues of the captions, in order. An edit is visible everywhere within 30 seconds."""
    return _texts(video).transcript


def chapters(video: Video) -> tuple[Cue, ...]:
    """Return the chapters, in order. An edit is visible everywhere within 30 seconds."""
    return _texts(video).chapters


def tracks(video: Video) -> tuple[Track, ...]:
    """Return the captions and descriptions that a player offers, with the address of each."""
    return _texts(video).tracks


def sections(video: Video) -> list[Section]:
    """Return the transcript by chapter. What is said before the first chapter is part of that chapter."""
    cues, parts, language = transcript(video), chapters(video), _texts(video).language
    if not parts:
        return [Section(None, cues, language)] if cues else []
    starts = [0.0, *(chapter.start for chapter in parts[1:]), float("inf")]
    return [
        Section(chapter, tuple(cue for cue in cues if begin <= cue.start < end), language)
        for chapter, begin, end in zip(parts, starts, starts[1:], strict=False)
    ]


def transcript_text(course: Course, video: Video, *, address: str) -> str:
    """Return the transcript as plain text: the title, who discloses what, then each chapter with name and time.

    `address` is that of the course's page, where all that learners are told stands.
    """
    blocks = [course.title_alone]
    blocks.extend(
        "\n".join([told["heading"], *_plain_lines(told)])
        for told in told_with_the_words(front_matter_document(course))
        if told["key"] not in {"credit", "designation"}  # A sample's would need more words.
    )
    blocks.append(f"All that learners are told: {address}")
    for section in sections(video):
        if section.chapter:
            blocks.append(f"[{section.chapter.clock}] {section.chapter.text}")
        blocks.append("\n".join(cue.text for cue in section.cues))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _plain_lines(told: Element) -> list[str]:
    if written := told.get("html"):
        return text_of_html(written).splitlines()
    return [credit_plain(line) for line in told.get("lines", [])]


def forget_tracks() -> None:
    """Clear the cache after an edit in this process, so that the next page reads the tracks again."""
    _kept.clear()


@lru_cache(maxsize=64)
def cues_of(text: str) -> tuple[Cue, ...]:
    """Return the cues of a stored track."""
    return read_cues(text).cues


def said_once(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return captions without the lines that roll up from one to the next, so that a transcript says each once.

    Of other captions, every line stays: speakers do repeat each other.
    """
    rolled = [cue.lines[0] == before.lines[-1] for before, cue in pairwise(cues)]
    if not cues or 2 * sum(rolled) < len(rolled) or not any(len(cue.lines) > 1 for cue in cues):
        return cues
    kept = [
        replace(cue, lines=cue.lines[1:]) if repeats else cue
        for cue, repeats in zip(cues[1:], rolled, strict=True)
    ]
    return (cues[0], *(cue for cue in kept if cue.lines))


def served_text(track: TextTrack) -> str:
    """Return a track as players get it: plain WebVTT, whatever was stored before saving made it so."""
    return write_cues(cues_of(track.vtt))


def _texts(video: Video) -> _Texts:
    """Return the cached texts: a recording never changes but its tracks may, so they are cached only briefly."""
    until, texts = _kept.get(video.pk, (0.0, None))
    if texts is None or until < time.monotonic():
        texts = _read(video)
        _kept[video.pk] = (time.monotonic() + _FRESH_SECONDS, texts)
    return texts


def _read(video: Video) -> _Texts:
    # The language of the pages comes first: its captions are shown until the learner chooses others.
    rows = sorted(video.tracks.all(), key=lambda row: (row.kind, row.language != "en"))
    first = next((row for row in rows if row.kind == TextTrack.Kind.CAPTIONS), None)
    return _Texts(
        tracks=tuple(
            Track(row.kind, row.language, row.label, _url(video, row), default=row is first)
            for row in rows
            if row.kind != TextTrack.Kind.CHAPTERS
        ),
        transcript=said_once(_cues(rows, TextTrack.Kind.CAPTIONS)),
        chapters=_cues(rows, TextTrack.Kind.CHAPTERS),
        language=first.language if first else "",
    )


def _cues(rows: list[TextTrack], kind: TextTrack.Kind) -> tuple[Cue, ...]:
    """Return the cues of the first track of a kind."""
    return next((cues_of(row.vtt) for row in rows if row.kind == kind), ())


def _url(video: Video, row: TextTrack) -> str:
    return reverse(f"video:{row.kind}", args=[video.course.slug, video.pk, row.language])
