"""The sample that ships with the portal loads, is published, and is marked as a sample everywhere."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from authoring.services.loading import load_series
from courses.models import Course
from courses.services.front_matter import front_matter_document
from providers.models import Provider

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "human-trafficking-in-healthcare"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOLD = [
    ("purpose", "Purpose", "html"),
    ("objectives", "Learning objectives", "lines"),
    ("audience", "Who it is for", "lines"),
    ("faculty", "Faculty and planners", "lines"),
    ("content-note", "Before you watch", "html"),
    ("format", "Format", "lines"),
    ("method", "How to take part", "html"),
    ("time", "Estimated time", "lines"),
    ("minimum-performance", "Post-test", "lines"),
    ("credit", "Credit", "lines"),
    ("dates", "Dates", "lines"),
    ("accreditation", "Accreditation statement", "html"),
    ("designation", "Credit designation statement", "lines"),
    ("disclosure", "Disclosure", "lines"),
    ("commercial-support", "Commercial support", "lines"),
    ("bibliography", "Sources for further study", "html"),
    ("accommodation", "If you need an accommodation", "html"),
    ("hardware", "What you need", "html"),
    ("contact", "Contact", "lines"),
    ("privacy", "Privacy and confidentiality", "html"),
    ("copyright", "Copyright", "html"),
]
"""What is recorded of each course: another key or heading makes a new version of every course."""


@pytest.fixture(autouse=True)
def loaded(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert load_series(SAMPLE, now=NOW).drafts == {}


def test_both_parts_are_published_as_samples() -> None:
    courses = Course.objects.published()
    assert [course.slug for course in courses] == [
        "identification-and-response",
        "approaches-and-resources",
    ]
    assert all(course.is_sample and course.series.is_sample for course in courses)
    assert Provider.objects.get().is_sample


def test_each_part_has_ten_questions_and_a_video_of_minutes() -> None:
    for course in Course.objects.published():
        assert course.assessments.get().question_count == 10
        assert 120 <= course.videos.get().seconds <= 360


def test_no_accreditor_is_named_that_was_not_given() -> None:
    for course in Course.objects.published():
        elements = {part["key"]: part for part in front_matter_document(course)["elements"]}
        assert "SAMPLE accrediting body" in elements["accreditation"]["html"]


def test_what_is_recorded_keeps_its_keys_headings_and_order() -> None:
    for course in Course.objects.published():
        elements = front_matter_document(course)["elements"]
        assert [
            (one["key"], one["heading"], *(one.keys() - {"key", "heading"})) for one in elements
        ] == TOLD


def test_a_second_run_changes_nothing() -> None:
    assert load_series(SAMPLE, now=NOW).changes == []


def test_a_fresh_installation_can_load_it_in_any_later_year() -> None:
    Course.objects.update(published_at=None)
    assert load_series(SAMPLE, now=NOW.replace(year=2035)).drafts == {}
