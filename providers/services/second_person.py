"""What takes two people: acts on one's own record, and decisions about what one asked for oneself.

A refusal says who may: other members of the provider's staff; where there are none, the administrators of
the installation; where there are none of those either, it says to invite someone.
"""

from django.urls import reverse

from accounts.errors import Refused
from accounts.mailboxes import shown_address
from accounts.models import User
from providers.rights import Right, providers_with, staff_with

_NAMED = 3


def refuse_own_record(
    actor: User, person: User | None, *, right: Right, provider: int | None, alone: bool = True
) -> None:
    """Raise `Refused("own_record")` if staff act on their own record; see `own_record_refusal`."""
    if person is not None and person.pk == actor.pk:
        refusal = own_record_refusal(actor, right=right, provider=provider, alone=alone)
        if refusal is not None:
            raise refusal


def own_record_refusal(
    actor: User, *, right: Right, provider: int | None, alone: bool = True
) -> Refused | None:
    """Return why `actor` cannot do to their own record what takes `right` at `provider` (None: at any of theirs).

    None, not refused, only for an administrator who `decides_alone`, unless `alone` is False.
    """
    if alone and decides_alone(actor, right=right, provider=provider):
        return None
    whom = whom_to_ask(actor, right=right, provider=provider)
    message = f"This is your own record: another person has to do this. {whom}"
    return Refused("own_record", message, reverse("staff:team"))


def decides_alone(
    actor: User, *, right: Right, provider: int | None, about: int | None = None
) -> bool:
    """Return whether `actor` is an administrator whom nobody could replace: a society of one is not locked out."""
    return actor.is_superuser and is_alone(actor, right=right, provider=provider, about=about)


def is_alone(actor: User, *, right: Right, provider: int | None, about: int | None = None) -> bool:
    """Return whether nobody but `actor` may do what takes `right` at `provider`.

    `about`: the id of the learner whom it is about, who decides nothing about themselves.
    """
    return not _others(actor, right, provider, about)


def refuse_own_request(
    actor: User, asked_by: User | None, *, right: Right, provider: int, about: int | None = None
) -> None:
    """Raise `Refused("second_person")` if staff decide what they asked for, unless they decide alone.

    Compare the ids in the database too: a constraint allows the same person only on a row that says so.
    """
    if asked_by is None or asked_by.pk != actor.pk:
        return
    if not decides_alone(actor, right=right, provider=provider, about=about):
        whom = whom_to_ask(actor, right=right, provider=provider, about=about)
        message = f"You requested this yourself: a second person has to decide. {whom}"
        raise Refused("second_person", message, reverse("staff:team"))


def whom_to_ask(
    actor: User, *, right: Right, provider: int | None, about: int | None = None
) -> str:
    """Return the sentence that says which other person may do what takes `right` at `provider`."""
    return _ask(_others(actor, right, provider, about))


def _others(actor: User, right: Right, provider: int | None, about: int | None) -> list[User]:
    own = providers_with(actor, right).values_list("pk", flat=True)
    providers = [provider] if provider else list(own)
    return staff_with(right, *providers, but=[actor.pk, *([about] if about else [])])[:_NAMED]


def _ask(others: list[User]) -> str:
    if not others:
        return "No one else can do this yet. Invite someone on the Team page."
    names = " or ".join(person.full_name or shown_address(person.email) for person in others)
    if others[0].is_superuser:
        return f"Ask {names}, who administers this site."
    return f"Ask {names}."
