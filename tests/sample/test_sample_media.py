"""The media of the sample: small, quick to start, and captioned to the letter."""

from __future__ import annotations

from itertools import pairwise

import webvtt

from .conftest import SERIES, SampleCourse
from .mp4 import boxes, picture_size, seconds

MEDIA = {".mp4", ".webp", ".vtt", ".pdf"}


def cues(course: SampleCourse, name: str) -> list[webvtt.Caption]:
    found: list[webvtt.Caption] = webvtt.read(str(course.folder / name)).captions
    return found


def captions(course: SampleCourse) -> list[webvtt.Caption]:
    return cues(course, "captions.en.vtt")


def begin(cue: webvtt.Caption) -> int:
    """Milliseconds; the library's own property is cut to whole seconds."""
    return int(cue.start_time.in_milliseconds())


def end(cue: webvtt.Caption) -> int:
    return int(cue.end_time.in_milliseconds())


def chapters(course: SampleCourse) -> list[webvtt.Caption]:
    return cues(course, "chapters.en.vtt")


def test_all_media_together_stay_under_twelve_megabytes() -> None:
    assert sum(f.stat().st_size for f in SERIES.rglob("*") if f.suffix in MEDIA) < 12_000_000


def test_every_file_that_a_course_names_is_there(course: SampleCourse) -> None:
    data = course.toml("course.toml")
    named = [data["video"][key] for key in ("file", "poster", "captions", "chapters")]
    named += [handout["file"] for handout in data["handouts"]]
    assert [name for name in named if not (course.folder / name).is_file()] == []


def test_the_video_starts_before_it_is_loaded(course: SampleCourse) -> None:
    order = [name for name, _ in boxes((course.folder / "video.mp4").read_bytes())]
    assert order.index("moov") < order.index("mdat")


def test_the_video_is_a_short_lecture_in_720p(course: SampleCourse) -> None:
    video = course.folder / "video.mp4"
    assert 180 <= seconds(video) <= 300
    assert picture_size(video) == (1280, 720)


def test_the_last_caption_ends_with_the_video(course: SampleCourse) -> None:
    length = seconds(course.folder / "video.mp4")
    assert 0 <= length - end(captions(course)[-1]) / 1000 < 1


def test_captions_fit_two_lines_and_can_be_read(course: SampleCourse) -> None:
    for cue in captions(course):
        assert len(cue.lines) <= 2
        assert max(len(line) for line in cue.lines) <= 42
        shown = end(cue) - begin(cue)
        assert len(cue.text.replace("\n", " ")) / (shown / 1000) <= 20, cue.text


def test_captions_never_overlap_and_leave_no_long_silence(course: SampleCourse) -> None:
    for before, after in pairwise(captions(course)):
        assert end(before) <= begin(after)
        assert begin(after) - end(before) < 4_000


def test_captions_say_every_word_of_the_narration(course: SampleCourse) -> None:
    spoken = [p["text"] for slide in course.lecture["slides"] for p in slide["narration"]]
    assert [cue.text.replace("\n", " ") for cue in captions(course)] == spoken


def test_captions_stand_while_their_phrase_is_heard(course: SampleCourse) -> None:
    for cue, phrase in zip(captions(course), course.phrases, strict=True):
        assert begin(cue) == round(phrase["start"] * 1000)
        assert end(cue) >= round(phrase["end"] * 1000)


def test_chapters_cover_the_video_one_for_each_slide(course: SampleCourse) -> None:
    marks = chapters(course)
    assert [cue.text for cue in marks] == [s["chapter"] for s in course.lecture["slides"]]
    assert len(marks) >= 8
    assert begin(marks[0]) == 0
    assert end(marks[-1]) == 1000 * seconds(course.folder / "video.mp4")
    assert all(end(a) == begin(b) for a, b in pairwise(marks))


def test_the_handout_is_a_tagged_document(course: SampleCourse) -> None:
    card = (course.folder / "handouts" / "pocket-card.pdf").read_bytes()
    assert card.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in card
