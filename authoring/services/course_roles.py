"""Who does what in a course: add, order and remove roles."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from authoring.services.courses import keeps_publishable
from courses.models import Course, Person, Role


def add_role(
    *, course: Course, person: Person, kind: str, assumed_on: date, actor: User, now: datetime
) -> Role:
    """Give `person` a role in the course, after the existing ones.

    Raises `Refused`: other_provider, already_there; published_needs_it if the course is published
    and the person's disclosure is not valid, reviewed and mitigated (DOMAIN §2.5).
    """
    if person.provider_id != course.series.provider_id:
        raise Refused("other_provider", "Choose somebody who works for this course's provider.")
    last = course.roles.aggregate(last=Max("position"))["last"] or 0
    try:
        with keeps_publishable(course, now=now):
            role = Role.objects.create(
                course=course,
                person=person,
                kind=kind,
                assumed_on=assumed_on,
                position=last + 1,
            )
            record(actor, "role-added", role, provider=person.provider_id)
    except IntegrityError as taken:
        message = f"{person} is {Role.Kind(kind).label.lower()} of this course already."
        raise Refused("already_there", message) from taken
    return role


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


def remove_role(*, role: Role, actor: User, now: datetime) -> None:
    """Remove a role; the person and their disclosures stay.

    Raises `Refused`: published_needs_it if a published course would be left without faculty.
    """
    with keeps_publishable(role.course, now=now):
        record(actor, "role-removed", role, provider=role.person.provider_id)
        role.delete()
