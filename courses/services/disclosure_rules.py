"""Which judgements break a rule of ACCME Standard 3: publishing refuses them, and learners are not told “mitigated”."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from courses.models import Judgement, Person, Role

_EXCLUDED = (
    "owners and employees may not be in control of content. Remove the role, or record which exception"
    " applies and why."
)
_UNMITIGATED = "relevant, and not mitigated."
_MITIGATED_LATE = "relevant, and not mitigated before the role was assumed."
_NO_BEGINNING = " If it began after that day, ask the person for a new form that gives its start date, and review that."
_UNREVIEWED = (
    "mitigated by peer review. Name someone else as the reviewer of the content, without a relevant"
    " relationship."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A judgement that breaks a rule. `code` is that of the publish list's check; `message` says what to do."""

    code: str
    judgement: Judgement
    message: str

    @property
    def subject(self) -> tuple[str, int, str]:
        """What is wrong with whom: the same in a newer form that names the company again."""
        row = self.judgement.relationship
        return self.code, row.form.person_id, row.company.casefold()


def faults(judgements: Collection[Judgement], roles: Collection[Role]) -> list[Fault]:
    """Return what is wrong with the judgements that a course tells of, given all roles of those people."""
    by_day = sorted(roles, key=lambda role: role.assumed_on, reverse=True)
    assumed = {role.person_id: role.assumed_on for role in by_day}  # The first of several roles.
    concerned = {_person(each).pk for each in judgements if each.relevant}
    reviewers = {role.person_id for role in roles if role.kind == Role.Kind.REVIEWER} - concerned
    return [
        Fault(code, each, f"{_person(each)}, {each.relationship.company}: {reason}")
        for each in judgements
        for code, reason in _reasons(each, assumed[_person(each).pk], reviewed=bool(reviewers))
    ]


def _reasons(
    judgement: Judgement, assumed_on: date, *, reviewed: bool
) -> Iterator[tuple[str, str]]:
    done = judgement.mitigated_on
    if judgement.excludes(assumed_on):
        yield "excluded_person", _EXCLUDED
    row = judgement.relationship
    if judgement.relevant and done is None:
        yield "not_mitigated", _UNMITIGATED
    # What began later could not be mitigated before: any day counts.
    elif judgement.relevant and done and done > assumed_on and not row.began_after(assumed_on):
        yield "not_mitigated", _MITIGATED_LATE + ("" if row.began_on else _NO_BEGINNING)
    if judgement.by_peer_review and not reviewed:
        yield "peer_reviewer_missing", _UNREVIEWED


def _person(judgement: Judgement) -> Person:
    return judgement.relationship.form.person
