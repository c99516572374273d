"""A form without relationships, course by course: accepted, waiting to be, or with nothing to decide."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.models import Course, DisclosureForm, NothingToDisclose, Relationship
from courses.services.disclosure_statement import awaits_acceptance, disclosed_before


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """What is to be looked at before a course tells of the form: `before` is what earlier forms named."""

    course: Course
    acceptance: NothingToDisclose | None
    waits: bool
    before: list[Relationship]


def nothing_left(form: DisclosureForm, courses: Iterable[Course]) -> list[NothingLeft]:
    """Return a form without relationships as it stands in each course, those where it waits first.

    Uses prefetched `person__disclosures`, with relationships, judgements and acceptances.
    """
    found = [
        NothingLeft(
            course=course,
            acceptance=form.acceptance_for(course.pk),
            waits=awaits_acceptance(form, form.person, course),
            before=disclosed_before(form, form.person, course),
        )
        for course in courses
    ]
    return sorted(found, key=lambda each: not each.waits)
