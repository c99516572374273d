"""The sample series as the tests see it: each test runs once per course."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[2] / "sample"
SERIES = SAMPLE / "human-trafficking-in-healthcare"
COURSES = ("identification-and-response", "approaches-and-resources")


@dataclass(frozen=True)
class SampleCourse:
    folder: Path

    def toml(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))

    @property
    def lecture(self) -> dict[str, Any]:
        path = SAMPLE / "studio" / "lectures" / f"{self.folder.name}.toml"
        return tomllib.loads(path.read_text(encoding="utf-8"))

    @property
    def phrases(self) -> list[dict[str, Any]]:
        """The narration with the seconds between which each phrase is heard."""
        path = SAMPLE / "studio" / "lectures" / f"{self.folder.name}.timings.json"
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["phrases"]
        return found


@pytest.fixture(params=COURSES)
def course(request: pytest.FixtureRequest) -> SampleCourse:
    return SampleCourse(SERIES / str(request.param))
