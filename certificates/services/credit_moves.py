"""Moving a certificate to a credit that only physicians earn: one person asks, another one decides."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.models import Degree, User
from certificates.models import Certificate, CreditMove
from certificates.services.corrections import move_credit, offer_of_move
from providers.rights import Right, may, staff_with
from providers.services.second_person import refuse_own_record, refuse_own_request


@transaction.atomic
def ask_move(
    *,
    certificate: Certificate,
    credit_type_code: str,
    quarters: int,
    degree: str,
    proof: str,
    by: User,
    now: datetime,
) -> CreditMove:
    """Ask for a move, with the degree that was proven and a note of the proof. Nothing changes yet.

    Raises `Refused`: not_allowed, own_record, proof_missing, degree_missing, not_current,
    credit_type_not_offered, already_asked, and as `check_amount` does."""
    _require(by, Right.CREDIT, certificate)
    if not says_something(proof):
        raise Refused("proof_missing", "Say what proof of the degree you were shown.")
    if degree not in Degree.medical():
        raise Refused(
            "degree_missing", "Choose the degree that was proven: MD, DO, or an equivalent."
        )
    offer = offer_of_move(certificate, credit_type_code, quarters)
    row = CreditMove(
        certificate=certificate,
        credit_type=offer.credit_type,
        quarters=quarters,
        degree=degree,
        proof=proof.strip(),
        asked_by=by,
        asked_at=now,
    )
    _refuse_second(certificate)
    row.save(force_insert=True)
    _note(row, "credit-move-asked", by, row.proof)
    _tell_approvers(row)
    return row


@transaction.atomic
def decide_move(*, move_id: int, by: User, approve: bool, answer: str, now: datetime) -> CreditMove:
    """Approve or decline a move; the approved one replaces the certificate, and its learner gets a mail.

    The new certificate states the profession, the attestation and the credit as proven. Repeating the same
    decision changes nothing. Raises `Refused`: not_allowed, own_record, second_person (the database
    enforces it too), not_open, already_decided, answer_missing when declining; and when approving
    not_current, credit_type_not_offered, and as `check_amount` does.
    """
    row = _locked(move_id)
    _require(by, Right.APPROVE, row.certificate)
    if row.approved is approve and not row.withdrawn_at:
        return row
    _refuse_unless_open(row)
    provider = row.certificate.course.series.provider_id
    about = row.certificate.learner_id
    refuse_own_request(by, row.asked_by, right=Right.APPROVE, provider=provider, about=about)
    if not approve and not says_something(answer):
        raise Refused("answer_missing", "Say why it is declined: who asked reads it.")
    row.decided_by, row.decided_at, row.approved = by, now, approve
    row.answer, row.alone = answer.strip(), by.pk == row.asked_by_id
    row.save(update_fields=["decided_by", "decided_at", "approved", "answer", "alone"])
    if approve:
        _refuse_revoked_since(row)
        move_credit(
            certificate=row.certificate.newest(),
            credit_type_code=row.credit_type.code,
            quarters=row.quarters,
            degree=row.degree,
            now=now,
        )
    _note(row, "credit-move-approved" if approve else "credit-move-declined", by, row.answer)
    _tell_who_asked(row)
    return row


@transaction.atomic
def withdraw_move(*, move_id: int, by: User, reason: str, now: datetime) -> None:
    """Withdraw an undecided request; a second call changes nothing.

    Raises `Refused`: not_allowed, own_record, already_decided, reason_missing.
    """
    row = _locked(move_id)
    _require(by, Right.CREDIT, row.certificate)
    if row.withdrawn_at:
        return
    _refuse_unless_open(row)
    if not says_something(reason):
        raise Refused("reason_missing", "Say why: it stays in the record.")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _note(row, "credit-move-withdrawn", by, reason)


def forget_moves(*, user: User) -> None:
    """Delete what was asked for and not granted, with its proof, of an account that is about to be deleted."""
    CreditMove.objects.filter(certificate__learner=user).exclude(approved=True).delete()


def _locked(move_id: int) -> CreditMove:
    rows = CreditMove.objects.select_for_update(of=("self",)).select_related(
        "certificate__course__series__provider", "certificate__learner", "credit_type", "asked_by"
    )
    return rows.get(pk=move_id)


def _require(by: User, right: Right, certificate: Certificate) -> None:
    provider = certificate.course.series.provider_id
    if not may(by, right, provider):
        raise Refused("not_allowed", "Your role does not allow this.", status=403)
    refuse_own_record(by, certificate.learner, right=right, provider=provider)


def _refuse_unless_open(row: CreditMove) -> None:
    if row.withdrawn_at:
        raise Refused("not_open", "This request was withdrawn.")
    if row.decided_at:
        raise Refused("already_decided", f"This request was {row.state} already.")


def _refuse_second(certificate: Certificate) -> None:
    """Refuse a second open move of one credit, whichever of its certificates it was asked for."""
    same = Certificate.objects.filter(pk=certificate.pk)
    if certificate.enrolment_id:
        same = Certificate.objects.filter(enrolment=certificate.enrolment_id)
    # The lock makes whoever asks at the same moment wait.
    credit = [each.pk for each in same.order_by("pk").select_for_update(of=("self",))]
    if CreditMove.objects.open().filter(certificate__in=credit).exists():
        message = "A move of this certificate was asked for already and waits for an answer."
        raise Refused("already_asked", message)


def _refuse_revoked_since(row: CreditMove) -> None:
    revoked_at = row.certificate.newest().revoked_at
    if revoked_at and revoked_at >= row.asked_at:
        message = "The certificate was revoked after this was asked for. Decline it, and ask anew."
        raise Refused("not_current", message)


def _note(row: CreditMove, action: str, by: User, reason: str) -> None:
    record(
        by,
        action,
        row.certificate,
        provider=row.certificate.course.series.provider_id,
        learner=row.certificate.learner,
        reason=reason,
        credit_type=row.credit_type.code,
        quarters=row.quarters,
        degree=row.degree,
        alone=row.alone,
    )


def _tell_approvers(row: CreditMove) -> None:
    provider = row.certificate.course.series.provider
    # Whom it is about stays behind the second factor of staff accounts.
    context = {"provider": provider.name, "link": reverse("support:decide-move", args=[row.pk])}
    but = {row.asked_by_id, row.certificate.learner_id or row.asked_by_id}
    for person in staff_with(Right.APPROVE, provider.pk, but=but):
        queue_mail(
            person,
            "credit-move-waits",
            "certificates/email/move_waits",
            context,
            provider=provider.pk,
        )


def _tell_who_asked(row: CreditMove) -> None:
    provider = row.certificate.course.series.provider
    link = reverse("support:decide-move", args=[row.pk])
    context = {"provider": provider.name, "state": row.state, "answer": row.answer, "link": link}
    if row.alone:
        return
    queue_mail(
        row.asked_by,
        "credit-move-decided",
        "certificates/email/move_decided",
        context,
        provider=provider.pk,
    )
