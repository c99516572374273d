"""Fixtures of tests about writing courses."""

from pathlib import Path
from typing import Any

import pytest

from tests.authoring.series_folder import write_series


@pytest.fixture(autouse=True)
def on_a_fixed_day(a_fixed_day: None) -> None:
    """Courses expire and disclosures grow old; these tests must not."""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A series folder that loads, and an empty media folder to load it into."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return write_series(tmp_path / "series")
