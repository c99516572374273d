"""Checks that no sample data and no placeholder text reaches learners as if it were real."""

import re
from collections.abc import Iterator

from courses.front_matter_texts import FRONT_MATTER_TEXTS
from courses.sources import HOUSE
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check

_PLACEHOLDER = re.compile(
    r"\bSAMPLE\b|\bplaceholder\b|\blorem ipsum\b|\bTODO\b|\bTBD\b|\bTBC\b|\bXXX+\b|\[(?:insert|enter)\b",
    re.IGNORECASE,
)
_TEXTS = (
    *("title", "short_title", "summary", "description"),
    *(text.field for text in FRONT_MATTER_TEXTS),
)


def _series(candidate: Candidate) -> Iterator[str]:
    yield from _owner(candidate, "series", candidate.course.series)


def _provider(candidate: Candidate) -> Iterator[str]:
    yield from _owner(candidate, "provider", candidate.provider)


def _owner(candidate: Candidate, kind: str, owner: object) -> Iterator[str]:
    if owner.is_sample and not candidate.course.is_sample:  # type: ignore[attr-defined]
        yield f"The {kind} “{owner}” is marked as a sample: enter the real information first."


def _placeholders(candidate: Candidate) -> Iterator[str]:
    if candidate.course.is_sample:
        return
    for field in _TEXTS:
        text = str(getattr(candidate.course, field) or "")
        if found := _PLACEHOLDER.search(text):
            yield f"{field.replace('_', ' ')}: replace “{found[0]}” with what is true of this course."


CHECKS = [
    Check(
        "sample_series",
        "The series is a real one",
        HOUSE,
        _series,
        "series",
        "is_sample",
    ),
    Check(
        "sample_provider",
        "The provider is a real one",
        HOUSE,
        _provider,
        "provider",
        "is_sample",
    ),
    Check(
        "placeholder_text",
        "No placeholder text is left",
        HOUSE,
        _placeholders,
        "about",
    ),
]
