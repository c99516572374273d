"""Nobody can take the sample for the real thing, and its words are the field's words."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .conftest import SAMPLE, SERIES, SampleCourse

FORMAT = Path(__file__).parents[2] / "docs" / "staff" / "series-format.md"
TEXT = {".toml", ".md", ".vtt"}
SENSATIONAL = re.compile(
    r"\b(prostitut\w*|pimps?|rescu\w*|modern[- ]day slave\w*)\b", re.IGNORECASE
)


def words(root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(root.rglob("*")):
        if path.suffix in TEXT and ".work" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


def keys(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, dict):
                yield from keys(row)


def test_provider_series_and_course_are_marked_as_sample(course: SampleCourse) -> None:
    series = tomllib.loads((SERIES / "series.toml").read_text(encoding="utf-8"))
    assert series["provider"]["sample"] is True
    assert series["series"]["sample"] is True
    assert course.toml("course.toml")["sample"] is True


def test_the_lecture_says_at_once_that_it_is_a_sample(course: SampleCourse) -> None:
    first = course.lecture["slides"][0]
    assert "Sample lecture, read by a synthetic voice. No credit is awarded." in first["note"]
    assert "did not record this lecture" in first["credit"]
    spoken = " ".join(phrase["text"] for phrase in first["narration"])
    assert "sample lecture, read by a synthetic voice" in spoken
    assert "She did not record this lecture" in spoken


def test_the_course_text_says_that_no_credit_is_awarded(course: SampleCourse) -> None:
    data = course.toml("course.toml")
    assert "SAMPLE: no credit is awarded" in data["summary"]
    assert "SAMPLE: no credit is awarded" in data["participation_method"]
    description = (course.folder / "description.md").read_text(encoding="utf-8")
    assert "she did not record this lecture" in description


def test_time_and_credit_agree_and_the_term_is_three_years_at_most(course: SampleCourse) -> None:
    data = course.toml("course.toml")
    assert {credit["type"] for credit in data["credits"]} == {"ama-pra-1", "participation"}
    assert {float(c["maximum"]) for c in data["credits"]} == {data["estimated_minutes"] / 60}
    assert data["released_on"] <= data["review"]["on"] < data["expires_on"] <= date(2028, 1, 6)


def test_every_role_names_a_person_with_a_disclosure(course: SampleCourse) -> None:
    series = tomllib.loads((SERIES / "series.toml").read_text(encoding="utf-8"))
    people = {person["key"]: person for person in series["people"]}
    for role in course.toml("course.toml")["roles"]:
        assert people[role["person"]]["disclosure"]["signed_on"] <= role["assumed_on"]


def test_each_slide_speaks_of_both_forms_over_the_lecture(course: SampleCourse) -> None:
    spoken = " ".join(p["text"].lower() for s in course.lecture["slides"] for p in s["narration"])
    assert "sex trafficking" in spoken
    assert "labor trafficking" in spoken


def test_no_word_is_sensational() -> None:
    found = [
        (path.name, hit[0]) for path, text in words(SAMPLE) for hit in SENSATIONAL.finditer(text)
    ]
    assert found == []


def test_what_learners_read_has_curly_apostrophes(course: SampleCourse) -> None:
    data = course.toml("course.toml")
    del data["review"]  # recorded once
    series = tomllib.loads((SERIES / "series.toml").read_text(encoding="utf-8"))
    home = tomllib.loads((SAMPLE / "home.toml").read_text(encoding="utf-8"))
    tables = [series, data, course.toml("test.toml"), course.toml("evaluation.toml"), home]
    pages = [path.read_text(encoding="utf-8") for path in course.folder.glob("*.md")]
    assert not re.search(r"\w'\w", "\n".join([json.dumps(tables, default=str), *pages]))


def test_the_trademark_is_italic_with_its_sign_wherever_it_stands() -> None:
    bare = re.compile(r"(?<!\*)AMA PRA|Category 1 Credit(?!\(?s?\)?\*™)", re.IGNORECASE)
    texts = [*words(SAMPLE), (FORMAT, FORMAT.read_text(encoding="utf-8"))]
    assert [path.name for path, text in texts if bare.search(text)] == []


def test_the_format_page_names_every_key_that_the_sample_uses() -> None:
    page = FORMAT.read_text(encoding="utf-8")
    used = {
        key
        for path in SERIES.rglob("*.toml")
        for key in keys(tomllib.loads(path.read_text(encoding="utf-8")))
    }
    assert sorted(key for key in used if not re.search(rf"[`.\[]{key}[`\]]", page)) == []
