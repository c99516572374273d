"""How the provider judges a disclosure: relevant or not, mitigated how and when, excluded or not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.mailboxes import sought_address
from accounts.models import User
from courses.models import DisclosureForm, Person, Relationship
from providers.rights import Right
from providers.services.second_person import own_record_refusal


class MitigationStep(models.TextChoices):
    """The usual ways to mitigate (ACCME Standard 3); anything else that was done goes into the text."""

    PEER_REVIEW = "peer-review", "Content reviewed by peers without such relationships"
    CHANGED_ROLE = (
        "changed-role",
        "Role or topic changed, so that the relationship does not bear on it",
    )
    RECUSED = "recused", "Person left the decisions about that part of the content to others"
    DIVESTED = "divested", "Person ended the relationship"
    EVIDENCE = "evidence", "Person bound in writing to recommendations that evidence supports"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What staff decided about one relationship."""

    relevant: bool
    steps: tuple[str, ...] = ()
    mitigation: str = ""
    mitigated_on: date | None = None
    exception: str = ""
    exception_reason: str = ""


@transaction.atomic
def judge(
    *, form: DisclosureForm, judgements: dict[int, Judgement], actor: User, now: datetime
) -> DisclosureForm:
    """Save what was decided about each relationship of `form`, by its id, and who decided.

    Raises `Refused`: undecided when one is missing; mitigation_missing for a relevant relationship
    without steps or a day; mitigated_in_future; reason_missing for an exception without its reason;
    own_record.
    """
    locked = DisclosureForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    _refuse_own(actor, locked.person)
    relationships = list(locked.relationships.all())
    if {row.pk for row in relationships} != set(judgements):
        raise Refused("undecided", "Decide about every relationship in the form.")
    today = locked.person.provider.day_of(now)
    for row in relationships:
        _refuse_incomplete(row, judgements[row.pk], today=today)
        _write(row, judgements[row.pk])
    locked.reviewed_by, locked.reviewed_at = actor, now
    # A new decision needs a new second look.
    locked.second_look_by = locked.second_look_at = None
    names = ["reviewed_by", "reviewed_at", "second_look_by", "second_look_at"]
    locked.save(update_fields=names)
    _log("disclosure-reviewed", locked, actor, relevant=_relevant(judgements))
    return locked


@transaction.atomic
def look_again(*, form: DisclosureForm, actor: User, now: datetime) -> DisclosureForm:
    """Record that a second person agrees with the decisions; repeating it changes nothing.

    Raises `Refused`: not_reviewed, same_person, own_record.
    """
    locked = DisclosureForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    _refuse_own(actor, locked.person)
    if locked.reviewed_at is None:
        raise Refused("not_reviewed", "Decide about the relationships first.")
    if locked.reviewed_by_id == actor.pk:
        raise Refused("same_person", "The second look is somebody else's: ask a colleague.")
    if locked.second_look_at is None:
        locked.second_look_by, locked.second_look_at = actor, now
        locked.save(update_fields=["second_look_by", "second_look_at"])
        _log("disclosure-second-look", locked, actor)
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


def _refuse_own(actor: User, person: Person) -> None:
    if refusal := own_disclosure_refusal(actor, person):
        raise refusal


def _refuse_incomplete(row: Relationship, judgement: Judgement, *, today: date) -> None:
    done = judgement.mitigated_on
    if judgement.relevant and not ((judgement.steps or judgement.mitigation.strip()) and done):
        message = f"{row.company}: say how the relationship was mitigated, and on which day."
        raise Refused("mitigation_missing", message)
    if done and done > today:
        message = f"{row.company}: enter the day on which it was mitigated, not one to come."
        raise Refused("mitigated_in_future", message)
    if judgement.exception and not judgement.exception_reason.strip():
        raise Refused("reason_missing", f"{row.company}: say why the exception holds.")


def _write(row: Relationship, judgement: Judgement) -> None:
    kept = judgement if judgement.relevant else Judgement(relevant=False)
    Relationship.objects.filter(pk=row.pk).update(
        relevant=judgement.relevant,
        mitigation_steps=list(kept.steps),
        mitigation=kept.mitigation.strip(),
        mitigated_on=kept.mitigated_on,
        exception=judgement.exception,
        exception_reason=judgement.exception_reason.strip() if judgement.exception else "",
    )


def _relevant(judgements: dict[int, Judgement]) -> int:
    return sum(judgement.relevant for judgement in judgements.values())


def _log(action: str, form: DisclosureForm, actor: User, **details: Any) -> None:
    record(actor, action, form, provider=form.person.provider_id, **details)
