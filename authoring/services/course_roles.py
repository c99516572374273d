"""Who does what in a course: add, order and remove roles."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from courses.models import Course, Person, Role
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)
from publishing.services.judging import disclosure_difference
from publishing.services.keeping import keeps_publishable


def add_role(
    *, course: Course, person: Person, kind: str, assumed_on: date, actor: User, now: datetime
) -> CourseChange | None:
    """Give `person` a role in the course, after the existing ones; on a live course it may take two people.

    Raises `Refused`: other_provider, already_there; published_needs_it if the course is published
    and the person's disclosure is not valid, reviewed and mitigated (DOMAIN §2.5); and as `change_or_ask`.
    """
    if person.provider_id != course.series.provider_id:
        raise Refused("other_provider", "Choose someone who works for this course's provider.")
    return change_or_ask(
        course=course,
        kind=ADDED,
        payload={"person": person.pk, "role": kind, "assumed_on": assumed_on},
        subject=f"{person.pk}-{kind}",
        actor=actor,
        now=now,
    )


@transaction.atomic
def move_role(*, role: Role, up: bool) -> None:
    """Move a role one place; at either end of the list it stays. Positions become 1, 2, 3 …"""
    Course.objects.select_for_update(of=("self",)).get(pk=role.course_id)
    order = list(Role.objects.filter(course=role.course_id))
    place = next(at for at, each in enumerate(order) if each.pk == role.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        if each.position != position:
            Role.objects.filter(pk=each.pk).update(position=position)


def remove_role(*, role: Role, actor: User, now: datetime) -> CourseChange | None:
    """Remove a role; the person and their disclosures stay. On a live course it may take two people.

    Raises `Refused`: published_needs_it if a published course would be left without faculty; and as
    `change_or_ask` does.
    """
    return change_or_ask(
        course=role.course,
        kind=REMOVED,
        payload={"role": role.pk},
        subject=str(role.pk),
        actor=actor,
        now=now,
    )


def _typed(course: Course, payload: Payload) -> Role:
    """Return the role to be added, unsaved, at the end of the list."""
    last = Role.objects.filter(course=course).aggregate(last=Max("position"))["last"] or 0
    return Role(
        course=course,
        person=Person.objects.get(pk=payload["person"]),
        kind=payload["role"],
        assumed_on=date.fromisoformat(payload["assumed_on"]),
        position=last + 1,
    )


def _add(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    role = _typed(course, payload)
    try:
        with keeps_publishable(course, now=now):
            role.save()
            record(actor, "role-added", role, provider=role.person.provider_id)
    except IntegrityError as taken:
        message = f"{role.person} is {role.get_kind_display().lower()} of this course already."
        raise Refused("already_there", message) from taken


def _remove(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with keeps_publishable(course, now=now):
        for role in _role(course, payload):
            record(actor, "role-removed", role, provider=role.person.provider_id)
            role.delete()


def _role(course: Course, payload: Payload) -> QuerySet[Role]:
    return Role.objects.filter(course=course, pk=payload["role"]).select_related("person")


def _added(course: Course, payload: Payload) -> list[Difference]:
    role = _typed(course, payload)
    if Role.objects.filter(course=course, person=role.person, kind=role.kind).exists():
        return []
    shown = {"label": role.get_kind_display(), "old": "", "new": _words(role)}
    return [shown, *disclosure_difference(course, added=role)]


def _removed(course: Course, payload: Payload) -> list[Difference]:
    role = _role(course, payload).first()
    if role is None:
        return []
    shown = {"label": role.get_kind_display(), "old": _words(role), "new": ""}
    return [shown, *disclosure_difference(course, removed=role.pk)]


def _words(role: Role) -> str:
    person = role.person
    told = [person.name_with_credentials, person.position, person.organisation]
    return ", ".join([*filter(None, told), f"since {long_date(role.assumed_on)}"])


ADDED = register(
    ChangeKind(
        code="role-added",
        words="the people in control of the content",
        step="people",
        covers=("Someone gets a role",),
        difference=_added,
        apply=_add,
        free=("The order of people",),
    )
)
REMOVED = register(
    ChangeKind(
        code="role-removed",
        words="the people in control of the content",
        step="people",
        covers=("Someone loses a role",),
        difference=_removed,
        apply=_remove,
    )
)
