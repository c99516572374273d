"""Files of past credit for tests: brought, looked through and taken as staff do it."""

import csv
import io
from typing import Any

from accounts.models import User
from imports.kinds import kind_of
from imports.models import Import
from imports.services import importing
from providers.models import Provider
from tests import factories

GOOD = {
    "external_course_id": "C-1",
    "title": "Opioid safety",
    "external_user_id": "77",
    "external_email": "Ana@Example.org",
    "first_name": "Ana",
    "last_name": "Díaz",
    "enrollment_start": "2024-05-01T08:00:00-05:00",
    "enrollment_end": "",
    "credits": "1.25",
    "credit_type": "AMA PRA Category 1 Credits™",
    "credit_expiration": "",
    "complete": "1",
    "date_completed": "2024-05-31T17:45:00-05:00",
    "attended": "1",
    "participant_category": "physician",
}


def table(*rows: dict[str, str]) -> bytes:
    """Return a file with these lines, each `GOOD` but for what is given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, GOOD)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return text.getvalue().encode()


def looked_through(
    data: bytes, provider: Provider, actor: User, *, name: str = "old.csv", **columns: Any
) -> Import:
    """Return a file that was uploaded and looked through; `columns` is what staff said about it."""
    kind = kind_of("history")
    source = importing.upload(
        kind=kind,
        target=provider.slug,
        place=kind.target_or_404(actor, provider.slug),
        actor=actor,
        file=importing.Upload(name, data, {}),
    )
    importing.go_on(source, factories.NOW)
    if columns:
        source.refresh_from_db()
        importing.set_columns(source=source, chosen=columns)
        importing.go_on(source, factories.NOW)
    source.refresh_from_db()
    return source


def taken(source: Import, actor: User) -> Import:
    """Return the file after its good lines were taken."""
    importing.begin_taking(source=source, actor=actor)
    importing.go_on(source, factories.NOW)
    source.refresh_from_db()
    return source


def imported(data: bytes, provider: Provider, actor: User, **given: Any) -> Import:
    """Return a file whose good lines were taken."""
    return taken(looked_through(data, provider, actor, **given), actor)


def undone(source: Import, actor: User) -> Import:
    """Return the file after it was undone, or after that was refused."""
    importing.begin_undoing(source=source, actor=actor, now=source.uploaded_at)
    importing.go_on(source, factories.NOW)
    source.refresh_from_db()
    return source


def states(source: Import) -> dict[int, str]:
    """Return what became of each line."""
    return dict(source.lines.values_list("line", "state"))


def reasons(source: Import) -> list[tuple[int, str, str]]:
    """Return line, column and code of each reason of what comes back."""
    rows = source.lines.filter(state="returned")
    return [(row.line, reason["column"], reason["code"]) for row in rows for reason in row.reasons]
