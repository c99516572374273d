"""What staff do for one learner, each with an audit entry and, except for sending mail again, a reason.

Each raises `Refused("own_record")` for the record of who acts: see `providers.services.second_person`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import mail
from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import Mail, User
from accounts.services import correct_name as keep_name
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from certificates.services.revocation import revoke
from progress.models import Enrolment
from progress.services.enrolments import close_enrolments, reopen_enrolments
from providers.rights import Right
from providers.services.second_person import refuse_own_record


@transaction.atomic
def correct_name(
    *,
    staff: User,
    learner: User,
    name: str,
    credentials: str,
    certificates: Iterable[Certificate],
    provider: int | None,
    reason: str,
    now: datetime,
) -> list[Certificate]:
    """Correct the name on an account, and reissue `certificates` with it; return the new ones.

    Raises `Refused`: reason_missing, staff_account, nothing_changed, and as `correct_certificate` does.
    """
    refuse_without_reason(reason)
    # Only administrators rename accounts of staff, so only they are the second person.
    refuse_own_record(staff, learner, right=Right.ADMINISTER, provider=None)
    refuse_staff_account(staff, learner)
    same = (name, credentials) == (learner.full_name, learner.credentials)
    chosen = list(certificates)
    if same and not chosen:
        raise Refused("nothing_changed", "This is already the name. Nothing was changed.")
    if not same:
        keep_name(user=learner, name=name, credentials=credentials)
        record(staff, "name-corrected", learner, provider=provider, learner=learner, reason=reason)
    typed = {"name": name, "credentials": credentials}
    return [
        correct(staff=staff, certificate=each, reason=reason, now=now, **typed) for each in chosen
    ]


@transaction.atomic
def correct(
    *, staff: User, certificate: Certificate, reason: str, now: datetime, **changes: Any
) -> Certificate:
    """Reissue a certificate. Raises `Refused`: reason_missing, and as `correct_certificate` does."""
    refuse_without_reason(reason)
    _refuse_own_certificate(staff, certificate)
    newest = correct_certificate(certificate=certificate, now=now, **changes)
    details = {"replaces": certificate.printed_code}
    if newest.profession_code != certificate.profession_code:
        details |= {"profession": newest.profession_code, "proof": changes["proof"].strip()}
    _note(staff, "certificate-corrected", newest, reason, **details)
    return newest


@transaction.atomic
def take_back(*, staff: User, certificate: Certificate, reason: str, now: datetime) -> None:
    """Revoke a certificate; a second call writes no second audit entry. Raises `Refused` as `revoke` does."""
    _refuse_own_certificate(staff, certificate)
    before = certificate.status
    revoke(certificate=certificate, reason=reason, now=now)
    if before != "revoked":
        _note(staff, "certificate-revoked", certificate, reason)


@transaction.atomic
def close(*, staff: User, enrolment: Enrolment, reason: str, now: datetime) -> None:
    """Close an enrolment. Raises `Refused`: reason_missing, already_closed."""
    refuse_without_reason(reason)
    _refuse_own_enrolment(staff, enrolment)
    if not close_enrolments(queryset=Enrolment.objects.filter(pk=enrolment.pk), now=now):
        raise Refused("already_closed", "This enrollment is already closed.")
    _note_enrolment(staff, "enrolment-closed", enrolment, reason)


@transaction.atomic
def reopen(*, staff: User, enrolment: Enrolment, reason: str) -> None:
    """Open a closed enrolment again. Raises `Refused`: reason_missing, not_closed."""
    refuse_without_reason(reason)
    _refuse_own_enrolment(staff, enrolment)
    if not reopen_enrolments(queryset=Enrolment.objects.filter(pk=enrolment.pk)):
        raise Refused("not_closed", "This enrollment is already open.")
    _note_enrolment(staff, "enrolment-reopened", enrolment, reason)


@transaction.atomic
def resend(*, staff: User, letter: Mail) -> Mail:
    """Compose a mail again and send it to the current address. Raises `Refused` as `send_again` does."""
    refuse_own_record(staff, letter.user, right=Right.HELP_LEARNERS, provider=letter.provider)
    sent = mail.send_again(letter)
    record(staff, "mail-sent-again", sent, provider=letter.provider, learner=letter.user)
    return sent


def refuse_without_reason(reason: str) -> None:
    """Raise `Refused("reason_missing")` if the reason is blank."""
    if not says_something(reason):
        raise Refused("reason_missing", "Say why: it stays in the record.")


def refuse_staff_account(staff: User, person: User) -> None:
    """Raise `Refused("staff_account")` for a staff account, which only the administrator may change."""
    if person.is_staff and not staff.is_superuser:
        message = "This is an account of staff. Only the administrator of the site can change it."
        raise Refused("staff_account", message)


def _refuse_own_certificate(staff: User, certificate: Certificate) -> None:
    provider = certificate.course.series.provider_id
    refuse_own_record(staff, certificate.learner, right=Right.CREDIT, provider=provider)


def _refuse_own_enrolment(staff: User, enrolment: Enrolment) -> None:
    provider = enrolment.course.series.provider_id
    refuse_own_record(staff, enrolment.user, right=Right.HELP_LEARNERS, provider=provider)


def _note(staff: User, action: str, certificate: Certificate, reason: str, **details: Any) -> None:
    record(
        staff,
        action,
        certificate,
        provider=certificate.course.series.provider_id,
        learner=certificate.learner,
        reason=reason,
        **details,
    )


def _note_enrolment(staff: User, action: str, enrolment: Enrolment, reason: str) -> None:
    record(
        staff,
        action,
        enrolment.course,
        provider=enrolment.course.series.provider_id,
        learner=enrolment.user,
        reason=reason,
    )
