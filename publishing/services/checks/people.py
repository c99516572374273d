"""Checks of the people in control of content, and of their disclosures (DOMAIN §2.5)."""

from collections.abc import Iterator

from courses.models import DisclosureForm, Relationship, Role
from courses.sources import ENDURING, STANDARD_3
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check


def _faculty(candidate: Candidate) -> Iterator[str]:
    if not any(role.kind == Role.Kind.FACULTY for role in candidate.roles):
        yield "Name the faculty with their credentials."


def _credentials(candidate: Candidate) -> Iterator[str]:
    for role in candidate.roles:
        person = role.person
        if role.kind == Role.Kind.FACULTY and not (person.credentials or person.position):
            yield f"{person}: enter credentials, or the post that they are faculty for."


def _signed(candidate: Candidate) -> Iterator[str]:
    for role in candidate.roles:
        if _valid_form(candidate, role) is None:
            yield f"{role.person}: no disclosure signed within 24 months."


def _decided(candidate: Candidate) -> Iterator[str]:
    for role, relationship in _relationships(candidate):
        if relationship.relevant is None:
            yield f"{role.person}, {relationship.company}: is it relevant?"


def _mitigated(candidate: Candidate) -> Iterator[str]:
    for role, relationship in _relationships(candidate):
        done = relationship.mitigated_on
        if relationship.relevant and (done is None or done > role.assumed_on):
            yield (
                f"{role.person}, {relationship.company}: relevant, and not mitigated before the"
                f" role was assumed."
            )


def _excluded(candidate: Candidate) -> Iterator[str]:
    for role, relationship in _relationships(candidate):
        if relationship.excludes:
            yield (
                f"{role.person}, {relationship.company}: owners and employees may not be in control"
                f" of content. Remove the role, or record which exception holds and why."
            )


def _valid_form(candidate: Candidate, role: Role) -> DisclosureForm | None:
    form = candidate.newest_form(role)
    return form if form is not None and form.valid(on=candidate.judged_on) else None


def _relationships(candidate: Candidate) -> Iterator[tuple[Role, Relationship]]:
    """Relationships in the newest form, if it is valid; older forms cover an earlier period."""
    for role in candidate.roles:
        form = _valid_form(candidate, role)
        for relationship in form.relationships.all() if form else []:
            yield role, relationship


CHECKS = [
    Check("faculty_missing", "The faculty are named", ENDURING, _faculty, "people"),
    Check(
        "credentials_missing",
        "The faculty stand with their credentials",
        ENDURING,
        _credentials,
        "people",
        optional=True,
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
        "Each relationship was judged relevant or not",
        STANDARD_3,
        _decided,
        "people",
    ),
    Check(
        "excluded_person",
        "No owner or employee of an ineligible company is in control of content",
        STANDARD_3,
        _excluded,
        "people",
    ),
    Check(
        "not_mitigated",
        "Each relevant relationship was mitigated before the role was assumed",
        STANDARD_3,
        _mitigated,
        "people",
    ),
]
