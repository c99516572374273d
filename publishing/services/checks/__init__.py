"""The publish list: every rule of the accreditors as a named check (docs/staff/publishing.md)."""

from dataclasses import dataclass
from datetime import datetime

from courses.models import Course
from providers.models import Provider
from publishing.services.checks import content, credit, dates, elements, people, samples
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check

CHECKS: tuple[Check, ...] = (
    *elements.CHECKS,
    *dates.CHECKS,
    *samples.CHECKS,
    *content.CHECKS,
    *credit.CHECKS,
    *people.CHECKS,
)
"""In the order in which errors are listed. Add new modules of checks here and to the tests."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found in a course. `required`: its errors prevent publication."""

    check: Check
    errors: tuple[str, ...]
    required: bool

    @property
    def passed(self) -> bool:
        return not self.errors


def checklist(course: Course, *, now: datetime) -> list[Result]:
    """Run every check on `course` as it would be if published at `now`."""
    candidate = Candidate(course, now)
    return [
        Result(check, tuple(check.find(candidate)), is_required(check, candidate.provider))
        for check in CHECKS
    ]


def is_required(check: Check, provider: Provider) -> bool:
    """Return whether errors of this check prevent publication; a provider can turn optional checks into advice."""
    return not check.advice and not (check.optional and check.code in provider.optional_checks)


__all__ = ["CHECKS", "Candidate", "Check", "Result", "checklist", "is_required"]
