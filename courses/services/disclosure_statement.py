"""What learners read about financial relationships: it follows from the judged forms (ACCME Standard 3)."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from courses.models import Course, DisclosureForm, Judgement, Person, Relationship, Role
from courses.services.disclosure_rules import Fault, faults

type Supposed = Mapping[int, Judgement]
"""Judgements that are not saved, by relationship: what would be told with them?"""
_AS_JUDGED: Supposed = MappingProxyType({})

MITIGATED = "All of these relevant financial relationships have been mitigated."


def told_form(
    person: Person, course: Course, supposed: Supposed = _AS_JUDGED
) -> DisclosureForm | None:
    """Return the person's newest form whose every relationship was judged for the course, or None.

    A form without relationships is judged by being signed. A newer form that waits to be judged takes
    nothing away: learners go on reading this one. Uses prefetched `disclosures__relationships__judgements`.
    """
    for form in _signed(person):
        if all(_judgement(row, course, supposed) for row in form.relationships.all()):
            return form
    return None


def is_on_record(form: DisclosureForm) -> bool:
    """Say whether it stays as it is: staff judged it, or learners of a published course are told of it."""
    if Judgement.objects.filter(relationship__form=form, judged_by__isnull=False).exists():
        return True
    holders = Person.objects.prefetch_related("disclosures__relationships__judgements")
    holder = holders.get(pk=form.person_id)
    roles = holder.roles.filter(course__published_at__isnull=False).select_related("course")
    return any(told_form(holder, role.course) == form for role in roles)


def newest_form(person: Person) -> DisclosureForm | None:
    """Return the form signed last, judged or not; uses prefetched `disclosures`."""
    return next(iter(_signed(person)), None)


def told_judgements(
    course: Course, roles: Iterable[Role], supposed: Supposed = _AS_JUDGED
) -> list[Judgement]:
    """Return what was judged for the course in the forms that it tells of, person by person."""
    return [
        judgement
        for person in _once(roles)
        if (form := told_form(person, course, supposed))
        for relationship in form.relationships.all()
        if (judgement := _judgement(relationship, course, supposed))
    ]


def disclosure_faults(
    course: Course, roles: Iterable[Role], supposed: Supposed = _AS_JUDGED
) -> list[Fault]:
    """Return where what the course tells of the people with these roles breaks a rule of Standard 3.

    A reviewer without a judged form cannot stand for anybody's mitigation.
    """
    judged = [role for role in roles if told_form(role.person, course, supposed)]
    return faults(told_judgements(course, judged, supposed), judged)


def disclosure_lines(
    course: Course, supposed: Supposed = _AS_JUDGED, roles: Collection[Role] | None = None
) -> list[str]:
    """Return the disclosure as learners read it: presence, with mitigation, or absence; then staff's note.

    It is told of those with `roles`, by default those of the course.
    That relationships were mitigated is only said where every rule holds for each of them. Of somebody
    without a judged form neither presence nor absence is told, and of all together no absence.
    """
    roles = course.roles.all() if roles is None else roles
    people = _once(roles)
    found = told_judgements(course, roles, supposed)
    judged = [judgement for judgement in found if judgement.relevant]
    broken = disclosure_faults(course, roles, supposed)
    told = [person for person in people if told_form(person, course, supposed)]
    unknown = [person for person in people if person not in told]
    named = {judgement.relationship.form.person_id for judgement in judged}
    lines = [_relationship_line(judgement) for judgement in judged]
    if judged and not any(fault.judgement.relevant for fault in broken):
        lines.append(MITIGATED)
    if without := [person for person in told if person.pk not in named]:
        lines.append(_absence(without, others=bool(judged), of_all=not unknown))
    if unknown:
        lines.append(f"Financial relationships not judged yet: {_names(unknown)}")
    return [*lines, *filter(None, [course.disclosure_note.strip()])]


def people_in_control(course: Course) -> list[Person]:
    """Return everybody with a role in the course, once, in the order of the roles."""
    return _once(course.roles.all())


def _once(roles: Iterable[Role]) -> list[Person]:
    return list({role.person_id: role.person for role in roles}.values())


def _signed(person: Person) -> list[DisclosureForm]:
    """All forms, newest first, but those with a day to come: they would hide what was really signed."""
    return [form for form in person.disclosures.all() if not form.is_to_come]


def _judgement(row: Relationship, course: Course, supposed: Supposed) -> Judgement | None:
    return supposed.get(row.pk) or row.judgement_for(course.pk)


def _relationship_line(judgement: Judgement) -> str:
    relationship = judgement.relationship
    person = relationship.form.person
    return f"{person.name_with_credentials}: {relationship.company}, {relationship.nature}"


def _absence(people: Iterable[Person], *, others: bool, of_all: bool) -> str:
    nobody = "Nobody else" if others else "Nobody"
    who = f"{nobody} in control of the content of this activity"
    if not of_all:
        who = f"Of those whose disclosures were judged, {nobody.lower()}"
    return (
        f"{who} has a relevant financial relationship with an ineligible company: {_names(people)}"
    )


def _names(people: Iterable[Person]) -> str:
    """All names, with one full stop behind them: many credentials end with one."""
    return "; ".join(person.name_with_credentials for person in people).rstrip(".") + "."
