"""Writes a tiny series folder to disk, media included, for tests of the loader."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path

from courses.front_matter_texts import FRONT_MATTER_TEXTS
from tests.factories import COMPLETE_TEXTS

SERIES = """\
[provider]
slug = "hill"
name = "Hill Medical Society"
sample = true
contact_email = "cme@example.org"
time_zone = "America/Chicago"
accreditor = "State Accreditor"
accreditation_template = "direct"

[series]
slug = "care"
title = "Better care"
summary = "About care."
sample = true

[[people]]
key = "ann-lee"
name = "Ann Lee"
credentials = "M.D."

[people.disclosure]
signed_on = 2025-01-07
covers_from = 2023-01-07
covers_to = 2025-01-07
"""
COURSE = """\
slug = "listening"
title = "Listening to patients"
short_title = "Part 1"
position = 1
sample = true
summary = "How to listen."
learning_format = "enduring-material"
estimated_minutes = 15
released_on = 2025-01-07
expires_on = 2028-01-06
required_share = 90
support = "none"

[review]
on = 2025-01-07
reviewer = "Ann Lee, MD, course director"
outcome = "current"
evidence = "The recording with the guideline of 2024."

[video]
file = "video.mp4"
poster = "poster.webp"
captions = "captions.en.vtt"
chapters = "chapters.en.vtt"
language = "en"
title = "Lecture"

[[roles]]
person = "ann-lee"
role = "faculty"
assumed_on = 2025-01-07

[[roles]]
person = "ann-lee"
role = "planner"
assumed_on = 2025-01-07

[[handouts]]
title = "Card"
file = "handouts/card.pdf"

[[credits]]
type = "ama-pra-1"
maximum = "0.25"

[[credits]]
type = "participation"
maximum = "0.25"
"""
TEST = """\
pass_percent = 80
max_attempts = 0

[[questions]]
key = "first"
stem = "What first?"
rationale = "Because."
citation = "A book."
video_second = 3
objectives = [1]
choices = [
  { text = "Listen", correct = true },
  { text = "Talk", correct = false },
]

[[questions]]
key = "second"
stem = "What then?"
rationale = "Because."
citation = "A book."
video_second = 9
objectives = [1, 2]

[[questions.choices]]
text = "Leave"
correct = false

[[questions.choices]]
text = "Ask"
correct = true
"""
EVALUATION = """\
[[items]]
key = "objective"
kind = "likert"
prompt = "I can listen."
required = true
options = ["No", "Hardly", "Partly", "Mostly", "Yes"]

[[items]]
key = "free"
kind = "text"
prompt = "Anything else?"
required = false
"""
CAPTIONS = """\
WEBVTT

00:00:00.000 --> 00:00:04.000
Welcome.

00:00:04.000 --> 00:00:10.500
Goodbye.
"""
CHAPTERS = """\
WEBVTT

00:00:00.000 --> 00:00:10.500
All of it
"""


def box(kind: str, *parts: bytes) -> bytes:
    """Return one MP4 box."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind.encode()) + body


def mp4(seconds: float = 10.5, *, codec: str = "avc1", index_first: bool = True) -> bytes:
    """Return the header of an MP4 that says it lasts `seconds` at 1280 by 720; it has no picture."""
    mvhd = box("mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)))
    tkhd = box("tkhd", bytes(76), struct.pack(">II", 1280 << 16, 720 << 16))
    sample = box("stsd", struct.pack(">II", 0, 1), box(codec, bytes(8)))
    media = box("mdia", box("minf", box("stbl", sample)))
    moov = box("moov", mvhd, box("trak", tkhd, media))
    data = box("mdat", bytes(100))
    return box("ftyp", b"isom") + (moov + data if index_first else data + moov)


def write_series(folder: Path, words: Mapping[str, str | list[str]] = COMPLETE_TEXTS) -> Path:
    """Write a series with one course, "listening", that loads without an error.

    `words` are its front-matter texts: in a file where the format wants one, else first in course.toml.
    """
    files = {text.field: text.file for text in FRONT_MATTER_TEXTS if text.file}
    # What JSON calls a text or a list of texts, TOML does, too.
    keys = [f"{key} = {json.dumps(said)}\n" for key, said in words.items() if key not in files]
    course = folder / "listening"
    (course / "handouts").mkdir(parents=True)
    (folder / "series.toml").write_text(SERIES)
    texts = {
        "course.toml": "".join(keys) + COURSE,
        "test.toml": TEST,
        "evaluation.toml": EVALUATION,
        "description.md": "About **listening**.",
        **{files[key]: str(said) for key, said in words.items() if key in files},
        "captions.en.vtt": CAPTIONS,
        "chapters.en.vtt": CHAPTERS,
    }
    for name, text in texts.items():
        (course / name).write_text(text)
    (course / "video.mp4").write_bytes(mp4())
    (course / "poster.webp").write_bytes(b"poster")
    (course / "handouts" / "card.pdf").write_bytes(b"%PDF-1.7 card")
    return folder


def edit(path: Path, old: str, new: str) -> int:
    """Replace text that must be there, once; return its line."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1
