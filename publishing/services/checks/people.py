"""Checks of the people in control of content, and of their disclosures (DOMAIN §2.5)."""

from collections.abc import Iterator

from accounts.sentences import long_date
from courses.models import Role
from courses.services.disclosure_statement import (
    awaits_acceptance,
    disclosure_faults,
    newest_form,
)
from courses.sources import ENDURING, STANDARD_3
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check, Finder


def _faculty(candidate: Candidate) -> Iterator[str]:
    if not any(role.kind == Role.Kind.FACULTY for role in candidate.roles):
        yield "Name the faculty with their credentials."


def _credentials(candidate: Candidate) -> Iterator[str]:
    for role in candidate.roles:
        person = role.person
        if role.kind == Role.Kind.FACULTY and not (person.credentials or person.position):
            yield f"{person}: enter credentials, or the position that makes them faculty."


def _planner(candidate: Candidate) -> Iterator[str]:
    if not any(role.kind == Role.Kind.PLANNER for role in candidate.roles):
        yield "Name a planner. A faculty member can be one: give them that role, too."


def _signed(candidate: Candidate) -> Iterator[str]:
    for person in candidate.people:
        form = newest_form(person)
        if form is None or not form.valid(on=candidate.judged_on):
            yield f"{person}: no disclosure signed within 24 months."


def _assumed(candidate: Candidate) -> Iterator[str]:
    for role in candidate.roles:
        if role.assumed_on > candidate.today:
            yield f"{role}: enter the date the role was assumed, no later than today."


def judgements_missing(candidate: Candidate) -> Iterator[str]:
    """Yield what waits to be judged in each person's newest form: learners read an older one until then."""
    for person in candidate.people:
        form = newest_form(person)
        for relationship in form.unjudged(candidate.course.pk) if form else ():
            yield f"{person}, {relationship.company}: is it relevant to this course?"
        if form and awaits_acceptance(form, person, candidate.course):
            yield (
                f"{person}: the form of {long_date(form.signed_on)} names no relationship, unlike an earlier one. On"
                " its page, accept for this course that nothing is left to disclose, or ask for a new form."
            )


def _faults(code: str) -> Finder:
    def find(candidate: Candidate) -> Iterator[str]:
        found = disclosure_faults(candidate.course, candidate.roles)
        yield from (fault.message for fault in found if fault.code == code)

    return find


CHECKS = [
    Check("faculty_missing", "The faculty are named", ENDURING, _faculty, "people"),
    Check("planner_missing", "A planner is named", STANDARD_3, _planner, "people"),
    Check(
        "credentials_missing",
        "Faculty are shown with their credentials",
        ENDURING,
        _credentials,
        "people",
        optional=True,
    ),
    Check(
        "role_in_future",
        "Each role has a start date: earlier relationships must be mitigated by then",
        STANDARD_3,
        _assumed,
        "people",
    ),
    Check(
        "disclosure_missing",
        "Everyone in control of content disclosed within 24 months",
        STANDARD_3,
        _signed,
        "people",
    ),
    Check(
        "relevance_undecided",
        "Each relationship was reviewed for this course, relevant or not",
        STANDARD_3,
        judgements_missing,
        "people",
    ),
    Check(
        "excluded_person",
        "No owner or employee of an ineligible company is in control of content",
        STANDARD_3,
        _faults("excluded_person"),
        "people",
    ),
    Check(
        "not_mitigated",
        "Each relevant relationship was mitigated before the role was assumed, or since if it began later",
        STANDARD_3,
        _faults("not_mitigated"),
        "people",
    ),
    Check(
        "peer_reviewer_missing",
        "The content reviewer is named where a review mitigated a relationship",
        STANDARD_3,
        _faults("peer_reviewer_missing"),
        "people",
    ),
]
