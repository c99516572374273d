"""How the provider judges a disclosure for one course: relevant or not, mitigated how and when, excluded or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.mailboxes import sought_address
from accounts.models import User
from courses.models import Course, DisclosureForm, Judgement, Person, Relationship
from courses.services.disclosure_statement import newest_form
from courses.services.front_matter import record_front_matter
from providers.rights import Right
from providers.services.second_person import own_record_refusal


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided about one relationship."""

    relevant: bool
    steps: tuple[str, ...] = ()
    mitigation: str = ""
    mitigated_on: date | None = None
    exception: str = ""
    exception_reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenJudgements:
    """A form with `count` relationships that are not judged for a course in which its person has a role."""

    form: DisclosureForm
    course: Course
    count: int


def open_judgements(people: Iterable[Person]) -> list[OpenJudgements]:
    """Return what waits in the newest form of each person, course by course; retired courses ask no more.

    Uses what `courses.services.people.with_disclosures` prefetches.
    """
    found = []
    for person in people:
        if newest := newest_form(person):
            courses = {role.course for role in person.roles.all() if not role.course.retired_at}
            counts = {course: len(newest.unjudged(course.pk)) for course in courses}
            found += [OpenJudgements(newest, *each) for each in counts.items() if each[1]]
    return sorted(found, key=lambda each: (each.course.title, each.form.pk))


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

    The person may be about to assume a role there. A published course records what it tells from now on.
    Raises `Refused`: other_provider; undecided when one is missing; mitigation_missing for a relevant
    relationship without steps or a day; mitigated_in_future; reason_missing for an exception without its
    reason; own_record.
    """
    locked = _locked(form, course, actor)
    relationships = list(locked.relationships.all())
    if {row.pk for row in relationships} != set(judgements):
        raise Refused("undecided", "Decide about every relationship in the form.")
    today = locked.person.provider.day_of(now)
    for row in relationships:
        _refuse_incomplete(row, judgements[row.pk], today=today)
        _write(row, course, judgements[row.pk], actor, now)
    relevant = sum(judgement.relevant for judgement in judgements.values())
    _log("disclosure-reviewed", locked, actor, course=course.slug, relevant=relevant)
    if course.published_at:
        record_front_matter(Course.objects.with_front_matter().get(pk=course.pk))
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
        raise Refused("same_person", "The second look is somebody else's: ask a colleague.")
    if judged.filter(second_look_at=None).update(second_look_by=actor, second_look_at=now):
        _log("disclosure-second-look", locked, actor, course=course.slug)
    return locked


def note_reading(*, form: DisclosureForm, actor: User) -> None:
    """Record in the audit trail that staff read somebody's disclosure."""
    _log("disclosure-read", form, actor)


def own_disclosure_refusal(actor: User, person: Person) -> Refused | None:
    """Return why `actor` cannot judge what `person` disclosed: it is their own, by their address."""
    address = sought_address(person.email)
    addresses = EmailAddress.objects.filter(user=actor, email=address)
    if not address or not (actor.email == address or addresses.exists()):
        return None
    return own_record_refusal(actor, right=Right.AUTHOR, provider=person.provider_id)


def _locked(form: DisclosureForm, course: Course, actor: User) -> DisclosureForm:
    locked = DisclosureForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if refusal := own_disclosure_refusal(actor, locked.person):
        raise refusal
    if course.series.provider_id != locked.person.provider_id:
        raise Refused("other_provider", "Choose a course of the provider that was disclosed to.")
    return locked


def _refuse_incomplete(row: Relationship, judgement: Decision, *, today: date) -> None:
    done = judgement.mitigated_on
    if judgement.relevant and not ((judgement.steps or judgement.mitigation.strip()) and done):
        message = f"{row.company}: say how the relationship was mitigated, and on which day."
        raise Refused("mitigation_missing", message)
    if done and done > today:
        message = f"{row.company}: enter the day on which it was mitigated, not one to come."
        raise Refused("mitigated_in_future", message)
    if judgement.exception and not says_something(judgement.exception_reason):
        raise Refused("reason_missing", f"{row.company}: say why the exception holds.")


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


def _log(action: str, form: DisclosureForm, actor: User, **details: Any) -> None:
    record(actor, action, form, provider=form.person.provider_id, **details)
