"""Fixtures of the catalogue's tests."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from tests.courses.series_folder import write_series


@pytest.fixture(autouse=True)
def a_fixed_day(time_machine: TimeMachineFixture) -> None:
    """Courses expire and disclosures grow old; these tests must not."""
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=True)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A series folder that loads, and an empty media folder to load it into."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return write_series(tmp_path / "series")
