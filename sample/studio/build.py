"""Builds the media of the sample series from lectures/*.toml; README.md beside it explains how."""

from __future__ import annotations

import argparse
from pathlib import Path

import captions
import film
from lecture import HERE, Lecture, read_lecture
from voice import Narrator, Timeline, lay_out, write_wav

SERIES = HERE.parent / "human-trafficking-in-healthcare"


def build(course: str, narrator: Narrator, fonts: Path, work: Path) -> None:
    """Write everything that is derived from one lecture, into the course's folder."""
    lecture = read_lecture(course)
    timeline = lay_out(lecture, narrator)
    folder = SERIES / course
    write_texts(lecture, timeline, folder)
    film.draw_card(course, fonts, folder / "handouts" / "pocket-card.pdf")
    pictures = film.draw_slides(course, fonts, work / course)
    film.make_poster(pictures[0], folder / "poster.webp")
    sound, order = work / f"{course}.wav", work / f"{course}.ffconcat"
    write_wav(timeline, sound)
    order.write_text(film.picture_list(lecture, timeline, pictures), encoding="utf-8")
    title = f"{lecture.part}: sample lecture, synthetic voice"
    film.make_film(order, sound, timeline.seconds, title, folder / "video.mp4")
    print_table(lecture, timeline)


def write_texts(lecture: Lecture, timeline: Timeline, folder: Path) -> None:
    captions.write_captions(timeline, folder / "captions.en.vtt")
    captions.write_chapters(lecture, timeline, folder / "chapters.en.vtt")
    captions.write_timings(timeline, HERE / "lectures" / f"{lecture.course}.timings.json")
    captions.write_answer_seconds(captions.answer_seconds(timeline), folder / "test.toml")


def print_table(lecture: Lecture, timeline: Timeline) -> None:
    print(f"\n{lecture.course}: {timeline.seconds} s, {len(lecture.slides)} slides")
    for key, second in captions.answer_seconds(timeline).items():
        print(f"  {second // 60}:{second % 60:02}  {key}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    known = sorted(path.stem for path in (HERE / "lectures").glob("*.toml"))
    parser.add_argument("courses", nargs="*", default=known, help="default: all")
    parser.add_argument("--work", type=Path, default=HERE / ".work", help="for what is kept")
    options = parser.parse_args()
    fonts = film.cut_fonts(options.work / "fonts")
    film.draw_logo(SERIES / "logo.png")
    narrator = Narrator(options.work / "voice")
    for course in options.courses:
        build(course, narrator, fonts, options.work)


if __name__ == "__main__":
    main()
