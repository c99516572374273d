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


def test_a_second_run_changes_nothing() -> None:
    assert load_series(SAMPLE, now=NOW).changes == []


def test_a_fresh_installation_can_load_it_in_any_later_year() -> None:
    Course.objects.update(published_at=None)
    assert load_series(SAMPLE, now=NOW.replace(year=2035)).drafts == {}
