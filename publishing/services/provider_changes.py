"""What learners read about a provider: at once, or by two people while one of its courses is live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.fields.files import FieldFile

from accounts.audit import record
from accounts.models import User
from courses.models import Course
from providers.models import Provider, StatementTemplate
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
    takes_two,
)
from publishing.services.keeping import keeps_all_publishable
from publishing.services.terms import plain, set_values

TOLD = {
    "name": "Name",
    "accreditor": "Accreditor",
    "accreditation_template": "Accreditation statement",
    "time_zone": "Time zone",
    "is_sample": "Sample",
    "signatory_name": "Who signs certificates",
    "signatory_title": "What the signatory is",
    "signature": "Picture of the signature",
}
"""What the statements, days and certificates of all its courses are made from."""


@transaction.atomic
def change_provider(
    *, provider_id: int, values: Mapping[str, Any], actor: User, now: datetime
) -> CourseChange | None:
    """Save `values` (field → value); what all its courses tell may take two people while one is live.

    Then all else is saved, and the request is returned. Raises `Refused`: published_needs_it, with each live
    course that would lack what publishing requires; and as `change_or_ask` does.
    """
    live = next(filter(takes_two, _courses(provider_id)), None)
    told = plain({name: value for name, value in values.items() if name in TOLD}) if live else {}
    free = {name: value for name, value in plain(values).items() if name not in told}
    if free:
        _write(provider_id, free, actor, now)
    if live is None or not told:
        return None
    return change_or_ask(
        course=live,
        kind=PROVIDER,
        payload={"provider": provider_id, "values": told},
        subject=str(provider_id),
        actor=actor,
        now=now,
    )


def _courses(provider_id: int) -> list[Course]:
    """All courses of the provider but retired ones: those say what they said."""
    rows = Course.objects.filter(series__provider=provider_id, retired_at__isnull=True)
    return list(rows.select_related("series__provider").order_by("pk"))


def _write(provider_id: int, values: Mapping[str, Any], actor: User, now: datetime) -> None:
    with keeps_all_publishable(_courses(provider_id), now=now):
        provider = Provider.objects.select_for_update().get(pk=provider_id)
        set_values(provider, values)
        provider.save(update_fields=[*values])
        record(actor, "provider-changed", provider, provider=provider, fields=[*values])


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    _write(payload["provider"], payload["values"], actor, now)


def _difference(course: Course, payload: Payload) -> list[Difference]:
    provider = Provider.objects.get(pk=payload["provider"])
    typed = Provider.objects.get(pk=payload["provider"])
    return [
        {"label": TOLD[name], "old": _words(provider, name), "new": _words(typed, name)}
        for name in set_values(typed, payload["values"])
    ]


def _words(provider: Provider, name: str) -> str:
    value = getattr(provider, name)
    if isinstance(value, StatementTemplate):
        return f"{value}: {value.text}"
    if isinstance(value, FieldFile):
        return settings.SITE_URL + value.url if value else ""
    return ("No", "Yes")[value] if isinstance(value, bool) else str(value)


PROVIDER = register(
    ChangeKind(
        code="provider",
        words="what all courses of the provider show",
        step="credit",
        covers=(
            "Name, accreditor, accreditation statement, time zone, and sample mark of the provider",
            "Who signs its certificates",
        ),
        difference=_difference,
        apply=_apply,
        free=("Addresses, numbers, and contact of the provider", "Logo and color of the provider"),
    )
)
