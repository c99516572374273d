"""Sets the slides and the card with Typst and joins pictures and sound with ffmpeg."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import typst
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from lecture import HERE, Lecture
from voice import Timeline

VENDOR = HERE.parents[1] / "portal/static/vendor/atkinson-hyperlegible-next"
WEIGHTS = (400, 600, 700)
FRAMES = 25
FFMPEG = ("ffmpeg", "-y", "-loglevel", "error")
PICTURE = (
    f"-vf fps={FRAMES},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    " -colorspace bt709 -color_primaries bt709 -color_trc bt709"
    f" -c:v libx264 -profile:v high -preset slow -crf 27 -g {5 * FRAMES} -flags:v +bitexact"
)
SOUND = "-c:a aac -b:a 64k -ac 1 -ar 44100 -flags:a +bitexact"
# A fixed date, so that building twice writes the same file.
WRITTEN = datetime(2025, 1, 7, tzinfo=UTC)


def cut_fonts(folder: Path) -> Path:
    """Cut the portal's variable font into the single weights that Typst can use."""
    folder.mkdir(parents=True, exist_ok=True)
    for style in ("normal", "italic"):
        source = VENDOR / f"atkinson-hyperlegible-next-latin-wght-{style}.woff2"
        for weight in WEIGHTS:
            target = folder / f"{style}-{weight}.ttf"
            if not target.exists():
                font = instancer.instantiateVariableFont(
                    TTFont(source), {"wght": weight}, updateFontNames=True
                )
                font.flavor = None
                font.save(target)
    return folder


def draw_slides(course: str, fonts: Path, folder: Path) -> list[Path]:
    """Every page of the lecture as a picture of 1280 × 720, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = typst.compile(
        HERE / "slides.typ",
        root=HERE,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="png",
        ppi=72,
        sys_inputs={"lecture": course},
    )
    pictures = []
    for number, page in enumerate(pages):
        pictures.append(folder / f"{number:03}.png")
        pictures[-1].write_bytes(page)
    return pictures


def draw_card(course: str, fonts: Path, target: Path) -> None:
    """The handout: one page, tagged (PDF/UA-1)."""
    target.parent.mkdir(exist_ok=True)
    typst.compile(
        HERE / "card.typ",
        output=target,
        root=HERE,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=WRITTEN,
        sys_inputs={"lecture": course},
    )


def draw_logo(target: Path) -> None:
    """The mark of the provider: 160 by 160 pixels on a clear ground."""
    typst.compile(HERE / "logo.typ", output=target, root=HERE, format="png", ppi=288)


def picture_list(lecture: Lecture, timeline: Timeline, pictures: list[Path]) -> str:
    """The pictures and their durations in the notation of ffmpeg's concat demuxer."""
    changes: list[tuple[float, Path]] = []
    page, spoken = 0, iter(timeline.phrases)
    for slide, start in zip(lecture.slides, timeline.slide_starts, strict=True):
        changes.append((float(start), pictures[page]))
        # The slide's phrases come first: zip stops at their end without taking from the next.
        for _, timed in zip(slide.phrases, spoken, strict=False):
            moment = round(timed.start * FRAMES) / FRAMES
            changes.append((moment, pictures[page + timed.phrase.step]))
        page += slide.pages
    ends = [moment for moment, _ in changes[1:]] + [float(timeline.seconds)]
    lines = ["ffconcat version 1.0"]
    for (start, picture), end in zip(changes, ends, strict=True):
        lines += [f"file '{picture.resolve()}'", f"duration {end - start:.2f}"]
    # The demuxer ignores the last duration unless a picture follows.
    return "\n".join([*lines, f"file '{changes[-1][1].resolve()}'"]) + "\n"


def make_film(pictures: Path, sound: Path, seconds: int, title: str, target: Path) -> None:
    """H.264 High and AAC in MP4, the index first.

    The pictures stand still, so key pictures are nearly all of the size; one every five seconds
    (and at each change) keeps a seek instant and both films within the budget.
    """
    command = [*FFMPEG, "-fflags", "+bitexact", "-f", "concat", "-safe", "0", "-i", str(pictures)]
    command += ["-i", str(sound), "-t", str(seconds), *PICTURE.split(), *SOUND.split()]
    command += ["-map_metadata", "-1", "-metadata", f"title={title}"]
    command += ["-metadata:s:a:0", "language=eng", "-movflags", "+faststart", str(target)]
    subprocess.run(command, check=True)


def make_poster(picture: Path, target: Path) -> None:
    options = ["-c:v", "libwebp", "-quality", "82"]
    subprocess.run([*FFMPEG, "-i", str(picture), *options, str(target)], check=True)
