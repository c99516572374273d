"""Writes captions, chapters and the timings that the tests of the sample read."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lecture import Lecture, caption_lines
from voice import Timeline

LINGER = 0.7  # seconds a caption may outlast its phrase, for slower readers


def _stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def _vtt(cues: list[tuple[float, float, str]]) -> str:
    blocks = [f"{_stamp(start)} --> {_stamp(end)}\n{text}" for start, end, text in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def write_captions(timeline: Timeline, path: Path) -> None:
    """One cue per phrase, from its first sound until shortly after its last, never overlapping."""
    cues = []
    follows = [timed.start for timed in timeline.phrases[1:]] + [float(timeline.seconds)]
    for timed, following in zip(timeline.phrases, follows, strict=True):
        text = "\n".join(caption_lines(timed.phrase.text))
        cues.append((timed.start, min(timed.end + LINGER, following), text))
    path.write_text(_vtt(cues), encoding="utf-8")


def write_chapters(lecture: Lecture, timeline: Timeline, path: Path) -> None:
    """One chapter per slide; together they cover the film from its first to its last second."""
    ends = [*timeline.slide_starts[1:], timeline.seconds]
    cues = [
        (float(start), float(end), slide.chapter)
        for slide, start, end in zip(lecture.slides, timeline.slide_starts, ends, strict=True)
    ]
    path.write_text(_vtt(cues), encoding="utf-8")


def write_timings(timeline: Timeline, path: Path) -> None:
    phrases = [
        {"start": t.start, "end": t.end, "text": t.phrase.text}
        | ({"answers": t.phrase.answers} if t.phrase.answers else {})
        for t in timeline.phrases
    ]
    table = {"seconds": timeline.seconds, "phrases": phrases}
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def answer_seconds(timeline: Timeline) -> dict[str, int]:
    """Question key → the whole second at which its answer begins."""
    return {t.phrase.answers: round(t.start) for t in timeline.phrases if t.phrase.answers}


def write_answer_seconds(seconds: dict[str, int], test: Path) -> None:
    """Set each video_second of a test.toml, leaving everything else as its author wrote it.

    Raises KeyError for a question that no phrase answers.
    """
    lines, key = [], ""
    for line in test.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r'key = "(.+)"', line):
            key = found[1]
        is_second = line.startswith("video_second = ")
        lines.append(f"video_second = {seconds[key]}" if is_second else line)
    test.write_text("\n".join(lines) + "\n", encoding="utf-8")
