"""What a series' folder says of somebody's relationships, compared with the form on record of the same day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from courses.models import DisclosureForm, Relationship

_NAMES = ("company", "nature", "began_on", "ended_on")

type Said = Iterable[dict[str, Any]]
"""The fields of each relationship, as the folder has them."""


def form_on_record(*, key: str, provider: str, signed_on: date) -> DisclosureForm | None:
    """Return the form of that day which a folder, or staff from paper, entered before."""
    forms = DisclosureForm.objects.filter(person__key=key, person__provider__slug=provider)
    return forms.filter(signed_on=signed_on, signed_at=None).first()


def disclosed(row: Relationship) -> str:
    """Return what is compared of a relationship."""
    return str([*_told(row), row.kind])


def differ(form: DisclosureForm, said: Said) -> bool:
    """Say whether the folder says anything else than is on record; a kind that nobody had asked for is nothing else."""
    rows = list(form.relationships.all())
    _add_kinds(rows, said)
    theirs = [disclosed(Relationship(**one)) for one in said]
    return sorted(map(disclosed, rows)) != sorted(theirs)


def fill_kinds(form: DisclosureForm, said: Said) -> bool:
    """Save the kinds of relationships that were entered before it was asked; say whether there were any."""
    rows = list(form.relationships.filter(kind=""))
    _add_kinds(rows, said)
    return bool(Relationship.objects.bulk_update(rows, ["kind"])) if rows else False


def _add_kinds(rows: Iterable[Relationship], said: Said) -> None:
    kinds = {_told(row): row.kind for row in (Relationship(**one) for one in said)}
    for row in rows:
        row.kind = row.kind or kinds.get(_told(row), "")


def _told(row: Relationship) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _NAMES)
