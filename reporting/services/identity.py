"""What a person enters so that their credit can be reported, and what they consent to."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, ngettext

from accounts.errors import Refused
from accounts.models import User
from reporting.models import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    Licence,
    ReportingDestination,
    ReportingIdentity,
)


def identity_of(user: User) -> ReportingIdentity:
    """Return the person's reporting identity; if there is none, an unsaved one with the name guessed."""
    known = ReportingIdentity.objects.filter(user=user).first()
    if known:
        return known
    given, _, family = user.full_name.rpartition(" ")
    return ReportingIdentity(user=user, given_name=given[:50], family_name=family[:50])


def set_identity(
    *, user: User, given_name: str, family_name: str, npi: str, birth_day: str
) -> ReportingIdentity:
    """Save how accreditors identify this person; "" erases a value."""
    identity, _ = ReportingIdentity.objects.update_or_create(
        user=user,
        defaults={
            "given_name": given_name,
            "family_name": family_name,
            "npi": npi,
            "birth_day": birth_day,
        },
    )
    return identity


def add_licence(*, user: User, state: str, number: str, kind: str) -> Licence:
    """Add a licence. Raises `Refused("known", …)` for one that is listed already."""
    try:
        with transaction.atomic():
            return Licence.objects.create(user=user, state=state, number=number, kind=kind)
    except IntegrityError as refused:
        raise Refused("known", gettext("This license is already in your list.")) from refused


def remove_licence(*, user: User, licence_id: int) -> None:
    """Erase a licence of this person; does nothing if it is gone already."""
    Licence.objects.filter(user=user, pk=licence_id).delete()


def set_board_id(*, user: User, board: CertifyingBoard, number: str) -> None:
    """Save the person's ID at one board; "" erases it."""
    if number:
        BoardId.objects.update_or_create(user=user, board=board, defaults={"number": number})
    else:
        BoardId.objects.filter(user=user, board=board).delete()


def give_consent(*, user: User, text: ConsentText, now: datetime) -> Consent:
    """Record consent to `text`; if the person has consented to it already, nothing changes.

    Consent to a newer text replaces the older consent. Raises `Refused("text_changed", …)` when
    `text` is not the current one any more, so that nobody agrees to words they did not see.
    """
    destination = ReportingDestination.objects.asked_for().filter(pk=text.destination_id).first()
    if destination is None or destination.current_text != text:
        message = gettext("The wording has changed since you opened this page. Read it again.")
        raise Refused("text_changed", message)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # serializes two tabs
        standing = Consent.objects.standing().filter(user=user, destination=destination).first()
        if standing and standing.text_id == text.pk:
            return standing
        if standing:
            Consent.objects.filter(pk=standing.pk).update(withdrawn_at=now)
        return Consent.objects.create(user=user, destination=destination, text=text, given_at=now)


def withdraw_consent(*, user: User, destination: ReportingDestination, now: datetime) -> bool:
    """Withdraw the consent; say whether there was one.

    From now on none of this person's credit is reported there, and the next export asks the destination
    to delete what was reported.
    """
    standing = Consent.objects.standing().filter(user=user, destination=destination)
    return bool(standing.update(withdrawn_at=now))


def missing_for(*, user: User, destination: ReportingDestination) -> list[str]:
    """Return what the person must still enter before credit can be reported there, each in a few words.

    The export itself decides: it checks every value against the layout of the destination.
    """
    identity = ReportingIdentity.objects.filter(user=user).first()
    missing = [] if identity else [gettext("your first and last name, as on your license")]
    if destination.needs_birth_day and not (identity and identity.birth_day):
        missing.append(gettext("your month and day of birth"))
    licences = Licence.objects.filter(user=user)
    if destination.licence_states:
        if not licences.filter(state__in=destination.licence_states).exists():
            said = ngettext(
                "a license from %(states)s",
                "a license from one of these: %(states)s",
                len(destination.licence_states),
            )
            missing.append(said % {"states": ", ".join(destination.licence_states)})
    elif not licences.exists() and not (identity and identity.npi):
        missing.append(gettext("a license or your NPI number"))
    return missing
