"""Which fields of a course are terms, protected while it is live, and how a change of them reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from accounts.sentences import long_date
from courses.emphasis import credit_plain
from courses.front_matter_texts import FRONT_MATTER_TEXTS
from courses.models import Course, CreditOffer, CreditType
from courses.services.statements import amount, templated_statement
from publishing.services.course_changes import Difference

ABOUT_TERMS = {
    "title": "Title",
    "learning_format": "Format",
    "required_share": "Share of the video to watch, in percent",
    "released_on": "Released on",
    "expires_on": "Credit until",
    "accme_activity_id": "ACCME activity ID",
    "provider_activity_id": "Provider activity ID",
}
CREDIT_TERMS = {
    "estimated_minutes": "Estimated time in minutes",
    "joint_provider": "Joint provider",
    "accreditation_template": "Accreditation statement",
    "accreditation_override": "Own wording of the accreditation statement",
    "disclosure_note": "What you add to the disclosure",
    "no_commercial_support": "This activity received no commercial support",
}
TERMS = ABOUT_TERMS | CREDIT_TERMS
"""Field of `Course` → its label. All others are prose, and free: typing errors are mended at once."""
OFFERS = "Credit offered: types, amounts, references, and days"
PROSE = (
    *("Short title", "Series and place in it", "Summary", "Description", "Topics"),
    *(text.asked_as for text in FRONT_MATTER_TEXTS if text.field not in TERMS),
)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as JSON can hold them: of a row its key."""
    return {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}


def set_values(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set what `plain` gave, without saving, and return the names of the fields that differ."""
    changed = []
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        if getattr(row, field.attname) != (read := field.to_python(value)):
            setattr(row, field.attname, read)
            changed.append(name)
    return changed


def terms_changed(course: Course, values: Mapping[str, Any]) -> list[Difference]:
    """Return how `values` differ from what the course says now."""
    typed = Course.objects.get(pk=course.pk)
    changed = set_values(typed, values)
    return [
        {"label": TERMS[name], "old": _words(course, name), "new": _words(typed, name)}
        for name in changed
    ]


def offers_changed(course: Course, offers: Mapping[str, Any]) -> list[Difference]:
    """Return how `offers` (credit type code → field values; None for none) differ from those of the course."""
    found = []
    for kind in CreditType.objects.filter(code__in=offers):
        old = CreditOffer.objects.filter(course=course, credit_type=kind).first()
        new = None if (values := offers[kind.code]) is None else CreditOffer(credit_type=kind)
        if new is not None:
            set_values(new, values)
        if (was := _offer(old)) != (now := _offer(new)):
            found.append({"label": str(kind), "old": was, "new": now})
    return found


def _words(course: Course, name: str) -> str:
    field, value = Course._meta.get_field(name), getattr(course, name)
    if isinstance(value, date):
        return long_date(value)
    # What learners read, so that own wording stands as a difference against its template.
    if name == "accreditation_override":
        return value or templated_statement(course)
    if name == "accreditation_template":
        return f"{value or 'As the provider usually does'}: {templated_statement(course)}"
    if getattr(field, "flatchoices", None):
        return str(getattr(course, f"get_{name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _offer(offer: CreditOffer | None) -> str:
    if offer is None:
        return ""
    quarters = offer.max_quarters
    parts = [f"{amount(quarters)} {credit_plain(offer.credit_type.name_for(quarters))}"]
    if offer.valid_from:
        parts.append(f"from {long_date(offer.valid_from)}")
    if offer.valid_to:
        parts.append(f"until {long_date(offer.valid_to)}")
    if offer.accreditor_reference:
        parts.append(f"reference {offer.accreditor_reference}")
    return ", ".join(parts)
