"""What learners read about financial relationships: it follows from the judged forms (ACCME Standard 3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.models import Course, DisclosureForm, Judgement, Person, Relationship, Role
from courses.services.disclosure_rules import Fault, faults


@dataclass(frozen=True, slots=True)
class Supposed:
    """Judgements, by relationship, or a form accepted as empty, that are not saved: what would be told with them?"""

    judgements: Mapping[int, Judgement] = field(default_factory=dict)
    accepted: DisclosureForm | None = None


_AS_JUDGED = Supposed()
MITIGATED = "All of these relevant financial relationships have been mitigated."


def told_form(
    person: Person, course: Course, supposed: Supposed = _AS_JUDGED
) -> DisclosureForm | None:
    """Return the person's newest form whose every relationship was judged for the course, or None.

    A form without relationships is judged by being signed, unless it `awaits_acceptance`. A newer form that
    waits takes nothing away: learners go on reading this one. Uses prefetched
    `disclosures__relationships__judgements` and `disclosures__acceptances`.
    """
    forms = _signed(person)
    for at, form in enumerate(forms):
        if _is_settled(form, forms[at + 1 :], course, supposed):
            return form
    return None


def awaits_acceptance(form: DisclosureForm, person: Person, course: Course) -> bool:
    """Say whether a form without relationships waits for staff: one before it names some that it would hide.

    These are relevant ones that the course tells of, or some that nobody has judged.
    """
    earlier = _earlier(form, person)
    return not form.relationships.all() and not _is_settled(form, earlier, course, _AS_JUDGED)


def disclosed_before(form: DisclosureForm, person: Person, course: Course) -> list[Relationship]:
    """Return what was disclosed before the form, from the one that the course tells of on."""
    found: list[Relationship] = []
    earlier = _earlier(form, person)
    for at, each in enumerate(earlier):
        found += each.relationships.all()
        if _is_settled(each, earlier[at + 1 :], course, _AS_JUDGED):
            break
    return found


def is_on_record(form: DisclosureForm) -> bool:
    """Say whether it stays as it is: staff judged it, or learners of a published course are told of it."""
    judged = Judgement.objects.filter(relationship__form=form, judged_by__isnull=False)
    accepted = form.acceptances.filter(accepted_by__isnull=False)
    return judged.exists() or accepted.exists() or is_told(form)


def is_told(form: DisclosureForm) -> bool:
    """Say whether learners of a published course are told of it."""
    holders = Person.objects.prefetch_related(
        "disclosures__relationships__judgements", "disclosures__acceptances"
    )
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


def _earlier(form: DisclosureForm, person: Person) -> list[DisclosureForm]:
    forms = _signed(person)
    return forms[forms.index(form) + 1 :] if form in forms else []


def _is_settled(
    form: DisclosureForm, earlier: Sequence[DisclosureForm], course: Course, supposed: Supposed
) -> bool:
    """Say whether the course can tell of the form; `earlier` are those signed before it, newest first."""
    if rows := form.relationships.all():
        return all(_judgement(row, course, supposed) for row in rows)
    if supposed.accepted == form or form.acceptance_for(course.pk):
        return True
    for at, each in enumerate(earlier):
        if _is_settled(each, earlier[at + 1 :], course, supposed):
            said = [_judgement(row, course, supposed) for row in each.relationships.all()]
            return not any(judgement.relevant for judgement in said if judgement)
        # One that was entered later, from paper, takes nothing back that is told.
        if each.pk < form.pk:
            return False
    return True


def _judgement(row: Relationship, course: Course, supposed: Supposed) -> Judgement | None:
    return supposed.judgements.get(row.pk) or row.judgement_for(course.pk)


def _relationship_line(judgement: Judgement) -> str:
    relationship = judgement.relationship
    person = relationship.form.person
    return f"{person.name_with_credentials}: {relationship.company}, {relationship.nature}"


def _absence(people: Iterable[Person], *, others: bool, of_all: bool) -> str:
    nobody = "Nobody else" if others else "Nobody"
    who = f"{nobody} in control of the content of this activity"
    if not of_all:
        who = f"Of those whose disclosures were judged, {nobody.lower()}"
    # A sentence of its own: after a colon, the names would read as those of companies.
    named = f"This is true of {_names(people)}"
    return f"{who} has a relevant financial relationship with an ineligible company. {named}"


def _names(people: Iterable[Person]) -> str:
    """All names, with one full stop behind them: many credentials end with one."""
    return "; ".join(person.name_with_credentials for person in people).rstrip(".") + "."
