"""A valid series folder as read: everything that loading will write, and nothing else."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file to store under a name made from its content."""

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """Captions or chapters of one language."""

    kind: str
    language: str
    vtt: str


@dataclass(frozen=True, slots=True)
class VideoPlan:
    """A recording. `seconds` is its length rounded down, so that every second counted can be played."""

    title: str
    media: MediaFile
    poster: MediaFile
    seconds: int
    width: int
    height: int
    tracks: tuple[TrackPlan, ...]


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person and their newest disclosure; keys are field names of the models.

    `judgements` are those of `relationships`, one by one: by the slug of a course, its fields.
    """

    key: str
    fields: dict[str, Any]
    disclosure: dict[str, Any]
    relationships: list[dict[str, Any]]
    judgements: list[dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course. `test` and `evaluation` are plain data; versions are compared by the digests of these."""

    slug: str
    fields: dict[str, Any]
    review: dict[str, Any]
    video: VideoPlan
    roles: list[dict[str, Any]]
    handouts: list[tuple[str, MediaFile]]
    offers: dict[str, int]
    support: list[dict[str, Any]]
    test: dict[str, Any]
    evaluation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """A whole folder."""

    provider: dict[str, Any]
    accreditation_template: str
    marks: list[MediaFile]
    series: dict[str, Any]
    people: list[PersonPlan]
    courses: list[CoursePlan]

    def media(self) -> list[MediaFile]:
        """Return every file that must be in storage."""
        return self.marks + [
            file
            for course in self.courses
            for file in (
                course.video.media,
                course.video.poster,
                *(media for _, media in course.handouts),
            )
        ]


def digest(content: dict[str, Any]) -> str:
    """Return a fingerprint of plain data, independent of the order of keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def media_file(path: Path, name: str) -> MediaFile:
    """Return a file named after its content; `name` is a pattern with {digest} and {suffix}."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    stored = name.format(digest=sha256[:32], suffix=path.suffix.lower())
    return MediaFile(path, stored, path.stat().st_size, sha256)
