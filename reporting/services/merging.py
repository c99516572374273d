"""Merging two accounts of one person, as far as reporting goes (docs/decisions/0029-merging-accounts.md)."""

from datetime import datetime

from django.db.models import Model

from accounts.models import User
from accounts.sentences import counted
from reporting.models import BoardId, Consent, Licence, ReportingIdentity


def move_reporting(*, kept: User, merged: User) -> list[str]:
    """Move licences, identifiers and consents; return what was done, in sentences."""
    return [
        *_move_once(Licence, "number_index", kept, merged, "licence"),
        *_move_once(BoardId, "board_id", kept, merged, "board ID"),
        *_move_identity(kept, merged),
        *_carry_consents(kept, merged),
    ]


def _move_once(model: type[Model], key: str, kept: User, merged: User, word: str) -> list[str]:
    """Move rows that are unique per account and `key`; those that both accounts have stay with the merged one."""
    rows = model._default_manager.filter(user=merged)
    known = model._default_manager.filter(user=kept).values(key)
    moved = rows.exclude(**{f"{key}__in": known}).update(user=kept)
    both = rows.count()
    lines = [f"{counted(moved, word)} moved."] if moved else []
    return lines + ([f"{counted(both, word)} in both accounts."] if both else [])


def _move_identity(kept: User, merged: User) -> list[str]:
    if not ReportingIdentity.objects.filter(user=merged).exists():
        return []
    if ReportingIdentity.objects.filter(user=kept).exists():
        return ["Both accounts tell how credit is reported: that of the kept account holds."]
    ReportingIdentity.objects.filter(user=merged).update(user=kept)
    return ["The reporting details of the merged account are moved."]


def _carry_consents(kept: User, merged: User) -> list[str]:
    """For each destination, apply the later decision of the two accounts; every row stays as evidence."""
    lines = []
    for consent in Consent.objects.filter(user=merged).select_related("destination"):
        theirs = _last_word(merged.pk, consent.destination_id)
        ours = _last_word(kept.pk, consent.destination_id)
        if theirs is not None and (ours is None or theirs[0] > ours[0]):
            lines += _say(kept, consent, stands=theirs[1], at=theirs[0])
    return lines


def _say(kept: User, consent: Consent, *, stands: bool, at: datetime) -> list[str]:
    mine = Consent.objects.standing().filter(user=kept, destination=consent.destination)
    if not stands:
        withdrawn = mine.update(withdrawn_at=at)
        return [f"{consent.destination}: the consent is withdrawn."] if withdrawn else []
    if consent.withdrawn_at is None and not mine.exists():
        Consent.objects.create(
            user=kept,
            destination=consent.destination,
            text=consent.text,
            given_at=consent.given_at,
        )
        return [f"{consent.destination}: the consent of the merged account holds."]
    return []


def _last_word(user_id: int, destination_id: int) -> tuple[datetime, bool] | None:
    """Return when an account last gave or withdrew this consent, and whether it is in force."""
    words = [
        (row.withdrawn_at or row.given_at, row.withdrawn_at is None)
        for row in Consent.objects.filter(user=user_id, destination=destination_id)
    ]
    return max(words, default=None)
