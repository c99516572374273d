"""Exceptions for one learner: requested, put forward, decided by a second person, used, withdrawn."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.mail import queue_mail
from accounts.models import User
from progress.errors import NotEligible
from progress.models import CreditException, Enrolment
from progress.services.attempts import history_of
from progress.status import CreditStatus
from providers.rights import Right, may, staff_with
from providers.services.second_person import decides_alone, refuse_own_record, whom_to_ask
from video.services.transcripts import sections

Kind = CreditException.Kind


@transaction.atomic
def ask_exception(
    *,
    enrolment: Enrolment,
    kind: str,
    reason: str,
    by: User,
    now: datetime,
    expires_on: date | None = None,
) -> CreditException:
    """Request an exception. A request by staff who may help learners is put forward at once.

    `enrolment` comes from `with_content()`. Raises `NotEligible`: reason_missing, enrolment_closed,
    expired (no credit is awarded after the last day, with or without an exception: DOMAIN §2.3), offer_closed or
    offer_ended (so is all that was told), already_claimed, not_needed, no_transcript, expires_too_early,
    not_allowed, already_asked.
    """
    _refuse_ask(enrolment, kind, reason, expires_on, now)
    by_learner = by.pk == enrolment.user_id
    if by_learner and kind != Kind.TRANSCRIPT:
        raise NotEligible("not_allowed", _("Please email the course team."))
    if not by_learner:
        _require(by, Right.HELP_LEARNERS, enrolment)
    row = CreditException(
        enrolment=enrolment,
        kind=kind,
        reason=reason.strip(),
        asked_by=by,
        asked_at=now,
        put_forward_by=None if by_learner else by,
        put_forward_at=None if by_learner else now,
        expires_on=None if kind == Kind.ATTEMPT else expires_on,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        message = _("This was already requested and is waiting for an answer.")
        raise NotEligible("already_asked", message) from error
    if not by_learner:
        _note(row, "exception-asked", by)
    _tell_staff(row)
    return row


def _refuse_ask(
    enrolment: Enrolment, kind: str, reason: str, expires_on: date | None, now: datetime
) -> None:
    if not says_something(reason):
        raise NotEligible("reason_missing", _("Say in a sentence why it is needed."))
    status = CreditStatus(enrolment.course, enrolment.user, enrolment, now)
    _refuse_terms(status)
    today = enrolment.course.series.provider.day_of(now)
    if expires_on and expires_on < today:
        raise NotEligible("expires_too_early", "Choose a last day that is not over yet.")
    if kind == Kind.ATTEMPT:
        history = history_of(enrolment)
        if history.passed or history.left != 0:
            message = "Another attempt is open already, or the test is passed."
            raise NotEligible("not_needed", message)
    elif status.watched or (kind == Kind.TRANSCRIPT and status.may_read):
        raise NotEligible("not_needed", _("You have already completed this step."))
    if kind == Kind.TRANSCRIPT and not sections(enrolment.watch.video):
        message = _("This video has no transcript yet. It needs captions first.")
        raise NotEligible("no_transcript", message)


def _refuse_terms(status: CreditStatus) -> None:
    if status.claimed:
        raise NotEligible("already_claimed", _("Credit for this course has already been claimed."))
    for refusal in status.obstacles:
        if refusal.code == "enrolment_closed" or status.claim_is_over:
            raise refusal


@transaction.atomic
def put_forward(*, exception_id: int, by: User, now: datetime) -> CreditException:
    """Put a learner's own request forward for approval; a second call changes nothing.

    Raises `NotEligible`: not_allowed, not_open; `Refused`: own_record.
    """
    row = _locked(exception_id)
    _require(by, Right.HELP_LEARNERS, row.enrolment)
    _refuse_own(by, Right.HELP_LEARNERS, row.enrolment)
    if row.put_forward_by_id:
        return row
    _refuse_unless_open(row)
    row.put_forward_by, row.put_forward_at = by, now
    row.save(update_fields=["put_forward_by", "put_forward_at"])
    _note(row, "exception-put-forward", by)
    _tell_staff(row)
    return row


@transaction.atomic
def decide_exception(
    *, exception_id: int, by: User, approve: bool, answer: str, now: datetime
) -> CreditException:
    """Approve or decline what another person put forward (see `may_decide`), and notify the learner by mail.

    Repeating the same decision changes nothing. Raises `Refused`: own_record; `NotEligible`: not_allowed,
    second_person (the database enforces it too), not_open, already_decided, answer_missing when declining without a
    reason; and when approving, already_claimed, enrolment_closed, expired, offer_closed and offer_ended.
    """
    row = _locked(exception_id)
    _require(by, Right.APPROVE, row.enrolment)
    if row.approved is approve and not row.withdrawn_at:
        return row
    _refuse_unless_open(row)
    _refuse_own(by, Right.APPROVE, row.enrolment)
    if not may_decide(row, by):
        provider = row.enrolment.course.series.provider_id
        about = row.enrolment.user_id
        whom = whom_to_ask(by, right=Right.APPROVE, provider=provider, about=about)
        message = f"Somebody else has to decide what you asked for. {whom}"
        raise NotEligible("second_person", message)
    if row.put_forward_by_id is None:
        raise NotEligible("not_open", "It has to be put forward first.")
    if approve:
        enrolment = row.enrolment
        _refuse_terms(CreditStatus(enrolment.course, enrolment.user, enrolment, now))
    elif not says_something(answer):
        raise NotEligible("answer_missing", "Say why it is declined: the learner may ask.")
    row.decided_by, row.decided_at, row.approved, row.answer = by, now, approve, answer.strip()
    row.alone = by.pk in row.concerned
    row.save(update_fields=["decided_by", "decided_at", "approved", "answer", "alone"])
    _note(row, "exception-approved" if approve else "exception-declined", by)
    _tell(row)
    return row


def may_decide(row: CreditException, by: User) -> bool:
    """Say whether `by` is a second person, or an administrator whom nobody could replace; never about oneself."""
    provider, about = row.enrolment.course.series.provider_id, row.enrolment.user_id
    return by.pk not in row.concerned or (
        by.pk != about and decides_alone(by, right=Right.APPROVE, provider=provider, about=about)
    )


@transaction.atomic
def withdraw_exception(*, exception_id: int, by: User, reason: str, now: datetime) -> None:
    """Withdraw an exception or a request; what was done with it stays. A second call changes nothing.

    Staff may do so, and learners for an undecided request of theirs. Raises `NotEligible`: not_allowed,
    reason_missing (staff), already_claimed.
    """
    row = _locked(exception_id)
    if row.withdrawn_at:
        return
    own = by.pk == row.enrolment.user_id
    if own and row.decided_at:
        raise NotEligible("not_allowed", _("This was decided. Please email the course team."))
    if not own:
        _require(by, Right.HELP_LEARNERS, row.enrolment)
        if not says_something(reason):
            raise NotEligible("reason_missing", "Say why: it stays in the record.")
    if row.approved and row.enrolment.claimed_at:
        message = "Credit was claimed with it. Revoke the certificate instead."
        raise NotEligible("already_claimed", message)
    row.withdrawn_by, row.withdrawn_at = by, now
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    if not own:
        _note(row, "exception-withdrawn", by, reason)


@transaction.atomic
def attest_reading(*, enrolment: Enrolment, attested: bool, now: datetime) -> None:
    """Record that the learner attests to reading the transcript, as agreed. The first time stays.

    Raises `NotEligible`: not_agreed, attestation_missing, enrolment_closed.
    """
    status = CreditStatus(enrolment.course, enrolment.user, enrolment, now)
    if status.closed:
        status.require("watch")
    if not status.may_read:
        raise NotEligible("not_agreed", _("Ask the course team first, on this page."))
    if status.read_instead:
        return
    if not attested:
        raise NotEligible("attestation_missing", _("Select the box after you have read all of it."))
    today = enrolment.course.series.provider.day_of(now)
    granted = CreditException.objects.granted().filter(enrolment=enrolment, kind=Kind.TRANSCRIPT)
    usable = granted.exclude(expires_on__lt=today)
    usable.filter(read_at__isnull=True).update(read_at=now)


def _locked(exception_id: int) -> CreditException:
    row = CreditException.objects.select_for_update(of=("self",)).get(pk=exception_id)
    rows = Enrolment.objects.with_content().select_related("user__profession", "assessment")
    row.enrolment = rows.get(pk=row.enrolment_id)
    return row


def _refuse_unless_open(row: CreditException) -> None:
    if row.withdrawn_at:
        raise NotEligible("not_open", _("This request was withdrawn."))
    if row.decided_at:
        raise NotEligible("already_decided", f"This request was {row.state} already.")


def _require(by: User, right: Right, enrolment: Enrolment) -> None:
    if not may(by, right, enrolment.course.series.provider_id):
        raise NotEligible("not_allowed", "Your role does not allow this.")


def _refuse_own(by: User, right: Right, enrolment: Enrolment) -> None:
    provider = enrolment.course.series.provider_id
    refuse_own_record(by, enrolment.user, right=right, provider=provider, alone=False)


def _note(row: CreditException, action: str, by: User, reason: str = "") -> None:
    record(
        by,
        action,
        row.enrolment.course,
        provider=row.enrolment.course.series.provider_id,
        learner=row.enrolment.user,
        reason=reason or row.answer,
        kind=row.kind,
        alone=row.alone,
    )


def _tell_staff(row: CreditException) -> None:
    """Mail those who can take the next step: decide it, or put a learner's own request forward."""
    course, decide = row.enrolment.course, row.put_forward_by_id is not None
    provider, right = course.series.provider, Right.APPROVE if decide else Right.HELP_LEARNERS
    address = (
        reverse("support:decide", args=[row.pk])
        if decide
        else reverse("support:learner", args=[row.enrolment.user_id])
    )
    # Who it is about, and why, stays behind the second factor of staff accounts.
    context = {
        "course": course.short_title or course.title,
        "provider": provider.name,
        "decide": decide,
        "link": address,
    }
    for person in staff_with(right, provider.pk, but=row.concerned):
        queue_mail(
            person,
            "exception-waits",
            "progress/email/exception_waits",
            context,
            provider=provider.pk,
        )


def _tell(row: CreditException) -> None:
    """Mail the decision to the learner; a refusal only if the learner made the request."""
    learner = row.enrolment.user
    if not row.approved and row.asked_by_id != learner.pk:
        return
    queue_mail(
        learner,
        "exception-approved" if row.approved else "exception-declined",
        "progress/email/exception",
        {"approved": bool(row.approved), "answer": row.answer},
        provider=row.enrolment.course.series.provider_id,
    )
