"""What learners read about financial relationships: it follows from the judged forms (ACCME Standard 3)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from courses.models import Course, DisclosureForm, Judgement, Person, Relationship

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
    for form in person.disclosures.all():
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
    return next(iter(person.disclosures.all()), None)


def relevant_judgements(course: Course, supposed: Supposed = _AS_JUDGED) -> list[Judgement]:
    """Return what was judged relevant to the course in the forms that it tells of, person by person."""
    return [
        judgement
        for person in people_in_control(course)
        if (form := told_form(person, course, supposed))
        for relationship in form.relationships.all()
        if (judgement := _judgement(relationship, course, supposed)) and judgement.relevant
    ]


def disclosure_lines(course: Course, supposed: Supposed = _AS_JUDGED) -> list[str]:
    """Return the disclosure as learners read it: presence, with mitigation, or absence; then staff's note.

    Of somebody without a judged form nothing is said. That relationships were mitigated is only said
    when each of them was.
    """
    judged = relevant_judgements(course, supposed)
    people = people_in_control(course)
    told = [person for person in people if told_form(person, course, supposed)]
    named = {judgement.relationship.form.person_id for judgement in judged}
    lines = [_relationship_line(judgement) for judgement in judged]
    if judged and all(judgement.mitigated_on for judgement in judged):
        lines.append(MITIGATED)
    if without := [person for person in told if person.pk not in named]:
        lines.append(_absence(without, others=bool(judged)))
    return [*lines, *filter(None, [course.disclosure_note.strip()])]


def people_in_control(course: Course) -> list[Person]:
    """Return everybody with a role in the course, once, in the order of the roles."""
    return list({role.person_id: role.person for role in course.roles.all()}.values())


def _judgement(row: Relationship, course: Course, supposed: Supposed) -> Judgement | None:
    return supposed.get(row.pk) or row.judgement_for(course.pk)


def _relationship_line(judgement: Judgement) -> str:
    relationship = judgement.relationship
    person = relationship.form.person
    return f"{person.name_with_credentials}: {relationship.company}, {relationship.nature}"


def _absence(people: Iterable[Person], *, others: bool) -> str:
    names = "; ".join(person.name_with_credentials for person in people)
    names = names.removesuffix(".")  # “M.D.” ends the sentence already
    who = "Nobody else" if others else "Nobody"
    return (
        f"{who} in control of the content of this activity has a relevant financial relationship with an"
        f" ineligible company: {names}."
    )
