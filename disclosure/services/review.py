"""How the provider judges a disclosure for one course: relevant or not, mitigated how and when, excluded or not."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import (
    Course,
    DisclosureForm,
    Judgement,
    NothingToDisclose,
    Person,
    Relationship,
)
from courses.models.relationship import EXCLUDING
from courses.services.disclosure_rules import Fault
from courses.services.disclosure_statement import (
    awaits_acceptance,
    disclosure_faults,
    is_told,
    newest_form,
)
from courses.services.front_matter import record_front_matter
from disclosure.services.own_disclosure import own_disclosure_refusal
from disclosure.services.told_before import was_told

HOLDERS: list[Callable[[DisclosureForm], bool]] = []
"""What else relies on a form as it is: publishing adds its changes that wait."""
LEAST_DAY = date(2000, 1, 1)
"""Before it nothing was mitigated for a course of this portal: an earlier day is a slip in the year.

Not the first day that the form covers: what was mitigated before a role stays so when newer forms follow.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided about one relationship; `seen` is `version_of` what they saw.

    It is None where nobody looked: then nothing is compared.
    """

    relevant: bool
    steps: tuple[str, ...] = ()
    mitigation: str = ""
    mitigated_on: date | None = None
    exception: str = ""
    exception_reason: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class OpenJudgements:
    """A form with `count` relationships not judged for a course in which its person has a role.

    It is 1 for a form without any that waits to be accepted there.
    """

    form: DisclosureForm
    course: Course
    count: int


def open_judgements(people: Iterable[Person]) -> list[OpenJudgements]:
    """Return what waits in the newest form of each person, course by course; retired courses ask no more.

    Uses what `disclosure.services.people.with_disclosures` prefetches.
    """
    found = []
    for person in people:
        if newest := newest_form(person):
            courses = {role.course for role in person.roles.all() if not role.course.retired_at}
            counts = {course: _left(newest, person, course) for course in courses}
            found += [OpenJudgements(newest, *each) for each in counts.items() if each[1]]
    return sorted(found, key=lambda each: (each.course.title, each.form.pk))


def _left(form: DisclosureForm, person: Person, course: Course) -> int:
    return len(form.unjudged(course.pk)) or int(awaits_acceptance(form, person, course))


@transaction.atomic
def judge(
    *,
    form: DisclosureForm,
    course: Course,
    judgements: dict[int, Decision],
    actor: User,
    now: datetime,
) -> DisclosureForm:
    """Save what was decided for `course` about each relationship of `form`, by its id, and who decided.

    Of a form without relationships that is that nothing is left to disclose; repeated, it changes nothing.
    The person may be about to assume a role there. A published course records what it tells from now on.
    Raises `Refused`: other_provider; undecided when one is missing; mitigation_missing for a relevant
    relationship without steps or a day; mitigated_in_future, mitigated_too_early; reason_missing for an
    exception without its reason; own_record; judged_meanwhile; published_needs_it for what publishing
    would refuse and was not so before.
    """
    locked = _locked(form, course, actor)
    relationships = list(locked.relationships.all())
    if {row.pk for row in relationships} != set(judgements):
        raise Refused("undecided", "Decide about every relationship in the form.")
    today = locked.person.provider.day_of(now)
    with _keeps_the_rules(course):
        for row in relationships:
            _refuse_unseen(row, course, judgements[row.pk])
            _refuse_incomplete(row, judgements[row.pk], today=today)
            _write(row, course, judgements[row.pk], actor, now)
        if not relationships and not _accept(locked, course, actor, now):
            return locked
        relevant = sum(judgement.relevant for judgement in judgements.values())
        _log("disclosure-reviewed", locked, actor, course=course.slug, relevant=relevant)
    return locked


@transaction.atomic
def look_again(
    *, form: DisclosureForm, course: Course, actor: User, now: datetime
) -> DisclosureForm:
    """Record that a second person agrees with the decisions for `course`; repeating it changes nothing.

    Raises `Refused`: other_provider, not_reviewed, same_person, own_record.
    """
    locked = _locked(form, course, actor)
    judged = Judgement.objects.filter(relationship__form=locked, course=course)
    if not judged or locked.unjudged(course.pk):
        raise Refused("not_reviewed", "Decide about the relationships first.")
    if judged.filter(judged_by=actor).exists():
        raise Refused("same_person", "Someone else has to take the second look. Ask a colleague.")
    if judged.filter(second_look_at=None).update(second_look_by=actor, second_look_at=now):
        _log("disclosure-second-look", locked, actor, course=course.slug)
    return locked


def live_with_faults(courses: "QuerySet[Course]") -> list[Course]:
    """Return those of the courses that are live while a judgement breaks a rule of Standard 3."""
    concerned = Q(relevant=True) | Q(relationship__kind__in=["", *EXCLUDING])
    live = courses.filter(
        published_at__isnull=False,
        retired_at__isnull=True,
        pk__in=Judgement.objects.filter(concerned).values("course"),
    )
    rows = live.prefetch_related(
        "roles__person__disclosures__relationships__judgements",
        "roles__person__disclosures__acceptances",
    )
    return [course for course in rows if _faults(course)]


def is_final(form: DisclosureForm) -> bool:
    """Return whether the form is evidence by now: signed online, judged, accepted, told, or waited for."""
    judged = Judgement.objects.filter(relationship__form=form)
    if form.signed_at or judged.exists() or form.acceptances.exists():
        return True
    return is_told(form) or was_told(form) or any(holds(form) for holds in HOLDERS)


def version_of(row: Relationship, judgement: Judgement | None) -> str:
    """Return what tells the relationship as it stands, and how it is judged, from what either becomes later."""
    said = repr([str(field.value_from_object(row)) for field in row._meta.concrete_fields])
    judged = judgement.version if judgement else ""
    return f"{sha256(said.encode()).hexdigest()[:16]} {judged}"


def note_reading(*, form: DisclosureForm, actor: User) -> None:
    """Record in the audit trail that staff read somebody's disclosure."""
    _log("disclosure-read", form, actor)


def _locked(form: DisclosureForm, course: Course, actor: User) -> DisclosureForm:
    locked = DisclosureForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if refusal := own_disclosure_refusal(actor, locked.person):
        raise refusal
    if course.series.provider_id != locked.person.provider_id:
        raise Refused("other_provider", "Choose a course of the provider that was disclosed to.")
    return locked


@contextmanager
def _keeps_the_rules(course: Course) -> Iterator[None]:
    """On a published course refuse what publishing would refuse, unless it was so before; and record what is told."""
    if not course.published_at:
        yield
        return
    before = {fault.subject for fault in _faults(_as_told(course))}
    yield
    fresh = _as_told(course)
    if lost := [fault.message for fault in _faults(fresh) if fault.subject not in before]:
        message = f"{course} is published, and this would break a rule. {' '.join(lost)}"
        raise Refused("published_needs_it", message)
    record_front_matter(fresh)


def _as_told(course: Course) -> Course:
    return Course.objects.with_front_matter().get(pk=course.pk)


def _faults(course: Course) -> list[Fault]:
    return disclosure_faults(course, course.roles.all())


def _refuse_unseen(row: Relationship, course: Course, decision: Decision) -> None:
    known = Judgement.objects.filter(relationship=row, course=course).first()
    if decision.seen is not None and decision.seen != version_of(row, known):
        message = (
            f"{row.company}: the disclosure changed, or someone else decided, after you opened this page."
            " Open it again and compare."
        )
        raise Refused("judged_meanwhile", message, status=409)


def _refuse_incomplete(row: Relationship, judgement: Decision, *, today: date) -> None:
    done = judgement.mitigated_on
    said = judgement.steps or says_something(judgement.mitigation)
    if judgement.relevant and not (said and done):
        message = f"{row.company}: say how and when the relationship was mitigated."
        raise Refused("mitigation_missing", message)
    if done and done > today:
        message = f"{row.company}: enter the date it was mitigated, no later than today."
        raise Refused("mitigated_in_future", message)
    if done and done < LEAST_DAY:
        message = f"{row.company}: enter the date it was mitigated, in {LEAST_DAY.year} or later."
        raise Refused("mitigated_too_early", message)
    if judgement.exception and not says_something(judgement.exception_reason):
        raise Refused("reason_missing", f"{row.company}: say why the exception applies.")


def _write(
    row: Relationship, course: Course, decision: Decision, actor: User, now: datetime
) -> None:
    kept = decision if decision.relevant else Decision(relevant=False)
    decided = {
        "relevant": decision.relevant,
        "mitigation_steps": list(kept.steps),
        "mitigation": kept.mitigation.strip(),
        "mitigated_on": kept.mitigated_on,
        "exception": decision.exception,
        "exception_reason": decision.exception_reason.strip() if decision.exception else "",
        "judged_by": actor,
        "judged_at": now,
        # A new decision needs a new second look.
        "second_look_by": None,
        "second_look_at": None,
    }
    Judgement.objects.update_or_create(relationship=row, course=course, defaults=decided)


def _accept(form: DisclosureForm, course: Course, actor: User, now: datetime) -> bool:
    said = {"accepted_by": actor, "accepted_at": now}
    _, is_new = NothingToDisclose.objects.get_or_create(form=form, course=course, defaults=said)
    return is_new


def _log(action: str, form: DisclosureForm, actor: User, **details: Any) -> None:
    record(actor, action, form, provider=form.person.provider_id, **details)
