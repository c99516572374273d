"""Fixtures of the catalogue's tests."""

from pathlib import Path

import pytest

from tests.courses.series_folder import write_series


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    """A series folder that loads, and an empty media folder to load it into."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return write_series(tmp_path / "series")
