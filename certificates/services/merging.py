"""Merging the credit of two accounts of one person (docs/decisions/0029-merging-accounts.md)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.sentences import counted, long_date
from certificates.models import Certificate, CreditMove, PastCredit
from certificates.services.past_credit import ONE_CREDIT
from courses.services.statements import amount
from progress.errors import NotEligible
from progress.models import Enrolment


def join_credit(*, kept: Enrolment, merged: Enrolment, now: datetime) -> list[str]:
    """Merge the certificates of two enrolments in one course: credit for one activity counts once.

    If both claimed, the earlier claim stays valid and the other certificate is superseded; nothing is
    revoked or deleted, and every code can still be verified; a move asked for the other is
    withdrawn. Raises `NotEligible("certificate_revoked")`
    when one is valid and the other revoked: somebody must first decide which is right.
    """
    mine, theirs = _chain(kept), _chain(merged)
    if not theirs:
        return []
    owner = kept.user
    if not mine:
        Certificate.objects.filter(enrolment=merged).update(learner=owner, enrolment=kept)
        return [f"{kept.course}: the certificate of the merged account is moved."]
    _refuse_revoked(mine, theirs)
    stands, yields = sorted((mine, theirs), key=lambda chain: chain[0].claimed_at)
    yielding = Certificate.objects.filter(pk__in=[row.pk for row in yields])
    yielding.filter(learner=merged.user).update(learner=owner, enrolment=None)
    yielding.update(enrolment=None)
    Certificate.objects.live().filter(pk__in=[row.pk for row in yields]).update(superseded_at=now)
    if stands is theirs:
        Certificate.objects.filter(enrolment=merged).update(learner=owner, enrolment=kept)
    code = stands[-1].printed_code
    lines = [f"{kept.course}: both accounts have credit. The earlier claim, {code}, stands."]
    # Approved, it would replace the claim that stands by what the other one's learner was told.
    moves = CreditMove.objects.open().filter(certificate__in=[row.pk for row in yields])
    if moves.update(withdrawn_at=now):
        lines.append(
            f"{kept.course}: the move to another credit that was asked for the other certificate is"
            " withdrawn. Ask anew if it is still wanted."
        )
    return lines


def move_credit(*, kept: User, merged: User) -> list[str]:
    """Move every other certificate and past credit of the merged account.

    Past credit that both have counts once: the kept account's. The other row stays where it was.
    """
    lines = [
        f"{row.title}: certificate {row.printed_code} is moved."
        for row in Certificate.objects.filter(learner=merged, superseded_at__isnull=True)
    ]
    Certificate.objects.filter(learner=merged).update(learner=kept)
    return lines + _move_past_credit(kept, merged)


def _move_past_credit(kept: User, merged: User) -> list[str]:
    same = {name: OuterRef(name) for name in ONE_CREDIT}
    both = Exists(PastCredit.objects.filter(learner=kept, **same))
    twice = [
        f"{row.title}: both accounts have past credit of it. It counts once, as the kept account has it;"
        f" the other recorded {amount(row.credit_quarters)} on {long_date(row.completed_on)}."
        for row in PastCredit.objects.of(merged).filter(both)
    ]
    moved = PastCredit.objects.filter(~both, learner=merged).update(learner=kept)
    if moved:
        return [f"Past credit of {counted(moved, 'activity', 'activities')} is moved.", *twice]
    return twice


def _chain(enrolment: Enrolment) -> list[Certificate]:
    return list(Certificate.objects.filter(enrolment=enrolment).order_by("issued_at"))


def _refuse_revoked(mine: list[Certificate], theirs: list[Certificate]) -> None:
    states = {chain[-1].status for chain in (mine, theirs)}
    if states == {"valid", "revoked"}:
        message = (
            f"{mine[-1].course}: a certificate was revoked in one account and another stands in the"
            " other. First correct the one or revoke the other."
        )
        raise NotEligible("certificate_revoked", message)
