"""What learners read about a person in control of content: at once, or by two people in a live course."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from courses.models import Course, Person
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
from publishing.services.terms import set_values

NAMED = {
    "name": "Name",
    "credentials": "Letters after the name",
    "position": "Job title",
    "organisation": "Organization",
}
"""What learners read of somebody: all of it tells who is in control of the content, and for whom they work."""


@transaction.atomic
def change_person(
    *, person: Person, values: Mapping[str, Any], actor: User, now: datetime
) -> CourseChange | None:
    """Save `values` (field → value) of the person; what learners read may take two people in a live course.

    Then all else is saved, and the request is returned. Raises `Refused`: published_needs_it, if a live
    course would lack what publishing requires; and as `change_or_ask` does.
    """
    live = next(filter(takes_two, _courses(person.pk)), None)
    named = {name: value for name, value in values.items() if name in NAMED} if live else {}
    free = {name: value for name, value in values.items() if name not in named}
    if free:
        _write(person.pk, free, actor, now)
    if live is None or not named:
        return None
    return change_or_ask(
        course=live,
        kind=PERSON,
        payload={"person": person.pk, "values": named},
        subject=str(person.pk),
        actor=actor,
        now=now,
    )


def _courses(person_id: int) -> list[Course]:
    """The courses in which the person has a role, but retired ones: those say what they said."""
    rows = Course.objects.filter(roles__person=person_id, retired_at__isnull=True)
    return list(rows.select_related("series__provider").order_by("pk").distinct())


def _write(person_id: int, values: Mapping[str, Any], actor: User, now: datetime) -> None:
    with keeps_all_publishable(_courses(person_id), now=now):
        person = Person.objects.select_for_update().get(pk=person_id)
        set_values(person, values)
        person.save(update_fields=[*values])
        record(actor, "person-changed", person, provider=person.provider_id, fields=[*values])


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    _write(payload["person"], payload["values"], actor, now)


def _difference(course: Course, payload: Payload) -> list[Difference]:
    person = Person.objects.get(pk=payload["person"])
    return [
        {"label": NAMED[name], "old": getattr(person, name), "new": value}
        for name, value in payload["values"].items()
        if getattr(person, name) != value
    ]


PERSON = register(
    ChangeKind(
        code="person",
        words="what learners see about a person in control of the content",
        step="people",
        covers=("Name, letters after it, job title, and organization of someone who has a role",),
        difference=_difference,
        apply=_apply,
        free=("The address of a person",),
    )
)
