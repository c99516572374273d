"""Front matter recorded before holds the offers that it told: read from its own lines.

What its lines no longer name is found in the history of the course's offers, else among its present ones.
"""

import re
from datetime import datetime
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FORMATS = [
    "live activity",
    "enduring material",
    "journal-based CME activity",
    "test-item writing activity",
    "manuscript review activity",
    "PI CME activity",
    "internet point-of-care activity",
    "other activity",
]
type _Named = tuple[datetime | None, int, str, str, str]
"""Since when (None: now), which type, and its names: singular, plural, in the statement."""
_CREDIT = re.compile(r"(\d+)\.(00|25|50|75) (.+)")


def tell(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the offers of each version that has none. A second run adds nothing."""
    offers = apps.get_model("courses", "FrontMatterOffer")
    versions = apps.get_model("courses", "FrontMatter").objects.filter(offers=None)
    names = _names(apps)
    for version in versions.iterator(chunk_size=200):
        offers.objects.bulk_create(offers(**row) for row in _told(apps, version, names))


def _names(apps: Apps) -> list[_Named]:
    """Return the names of every credit type, former ones first with the moment from which they were so."""
    former = apps.get_model("courses", "CreditTypeEvent").objects.order_by("pgh_id")
    present = apps.get_model("courses", "CreditType").objects.all()
    columns = ("name_singular", "name_plural", "name_in_statement")
    return [
        *former.values_list("pgh_created_at", "id", *columns),
        *((None, *row) for row in present.values_list("pk", *columns)),
    ]


def _named(name: str, names: list[_Named], at: datetime, offered: set[int]) -> int | None:
    """Return the type of this name: one that the course offered rather than another, then one so called `at`."""
    then = _names_at(names, at)
    ever = {kind for _, kind, *called in names if name in called}
    return max(
        sorted(ever), key=lambda kind: (kind in offered, name in then.get(kind, ())), default=None
    )


def _names_at(names: list[_Named], at: datetime) -> dict[int, list[str]]:
    """Return what each type was called `at`; of a type without a history until then, what it is called now."""
    then: dict[int, list[str]] = {}
    for since, kind, *called in names:
        if since is None:
            then.setdefault(kind, called)
        elif since <= at:
            then[kind] = called
    return then


def _told(apps: Apps, version: Any, names: list[_Named]) -> list[dict[str, Any]]:
    then, now = _offered(apps, version)
    parts = _parts(version.document)
    types = apps.get_model("courses", "CreditType").objects.in_bulk()
    found: dict[int, int] = {}
    for line in parts.get("credit", []):
        if (match := _CREDIT.fullmatch(line.strip())) is None:
            continue
        quarters = int(match[1]) * 4 + int(match[2]) // 25
        same = [
            offer.credit_type_id
            for offer in (*then.values(), *now.values())
            if offer.max_quarters == quarters and offer.credit_type_id not in found
        ]
        kind = _named(match[3], names, version.first_shown_at, {*then, *now})
        kind = kind or next(iter(same), None)
        if kind in types and quarters:
            found.setdefault(kind, quarters)
    statements = _designations(parts.get("designation", []), found, names, version.first_shown_at)
    if not statements and len(found) == len(parts.get("designation", [])) == 1:
        kind = next(iter(found))
        # Called by no name that is known: but of a type with statements, it is the only one.
        statements = {kind: parts["designation"][0]} if types[kind].designation_template else {}
    return [
        {
            "front_matter": version,
            "credit_type_id": kind,
            "max_quarters": quarters,
            "learning_format": _format(parts.get("format", []), version.course),
            "designation_statement": statements.get(kind, ""),
            **_terms(then.get(kind) or now.get(kind)),
        }
        for kind, quarters in found.items()
    ]


def _offered(apps: Apps, version: Any) -> tuple[dict[int, Any], dict[int, Any]]:
    """Return the course's offers by type, as they stood when the version was first shown, and as they are."""
    events = apps.get_model("courses", "CreditOfferEvent").objects.filter(
        course_id=version.course_id, pgh_created_at__lte=version.first_shown_at
    )
    then: dict[int, Any] = {}
    for event in events.order_by("pgh_id"):
        then[event.credit_type_id] = event
        if event.pgh_label == "delete":
            del then[event.credit_type_id]
    present = apps.get_model("courses", "CreditOffer").objects.filter(course_id=version.course_id)
    return then, {offer.credit_type_id: offer for offer in present}


def _parts(document: Any) -> dict[str, list[str]]:
    """Return the lines of each element by its key; an element in another shape has none."""
    elements = document.get("elements") if isinstance(document, dict) else None
    parts = [each for each in elements or [] if isinstance(each, dict)]
    return {
        str(each.get("key")): [line for line in each.get("lines") or [] if isinstance(line, str)]
        for each in parts
    }


def _format(lines: list[str], course: Any) -> str:
    said = lines[0] if lines else ""
    for words in _FORMATS:
        if said.startswith(f"{words.capitalize()}."):
            return words
    return str(course.get_learning_format_display())


def _designations(
    lines: list[str], told: dict[int, int], names: list[_Named], at: datetime
) -> dict[int, str]:
    """Return the statement of each type told: a line is of the type that it names, now or then.

    Where it names several, it is of the one whose amount stands before the name, else of the longest
    name: “Credit” is a part of many.
    """
    then = _names_at(names, at)
    called = [(kind, name) for _, kind, *ever in names if kind in told for name in ever if name]
    said: dict[int, str] = {}
    for line in lines:
        naming = [
            (f" {_amount(told[kind])} {name}" in line, len(name), name in then.get(kind, ()), kind)
            for kind, name in called
            if name in line
        ]
        if naming:
            said.setdefault(max(naming)[-1], line)
    return said


def _amount(quarters: int) -> str:
    return f"{quarters // 4}.{quarters % 4 * 25:02d}"


def _terms(offer: Any) -> dict[str, Any]:
    if offer is None:
        return {}
    names = ("accreditor_reference", "valid_from", "valid_to")
    return {name: getattr(offer, name) for name in names}


class Migration(migrations.Migration):
    dependencies = [("courses", "0009_told_offers")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
