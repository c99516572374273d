"""E-mail to a provider's staff about a course: neutral subject, and a link to the page where to act."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from accounts.mail import queue_mail
from accounts.models import User
from courses.models import Course
from providers.models import Membership, Provider

_KEEPERS = (Membership.Role.OWNER, Membership.Role.MANAGER)


def keepers_of(provider: Provider) -> list[User]:
    """Return the owners and course managers of a provider, who are responsible for what learners see."""
    rows = User.objects.filter(
        memberships__provider=provider,
        memberships__role__in=_KEEPERS,
        is_staff=True,
        is_active=True,
    )
    return list(rows.distinct())


def tell_staff(
    people: Iterable[User], kind: str, *, course: Course, reasons: Sequence[str] = (), **said: str
) -> None:
    """Send each of `people` the email `publishing/email/<kind>` about `course`; `said` is for its template."""
    # Details stay behind the second factor of staff accounts: the short title is enough.
    context: dict[str, Any] = {
        "course": course.short_title or course.title,
        "reasons": list(reasons),
        "link": reverse("publishing:edit-review", args=[course.slug]),
    } | said
    send(people, kind, provider=course.series.provider, context=context)


def send(people: Iterable[User], kind: str, *, provider: Provider, context: dict[str, Any]) -> None:
    """Send each of `people` the email `publishing/email/<kind>` with `context` and the provider's name."""
    for person in people:
        queue_mail(
            person,
            kind.replace("_", "-"),
            f"publishing/email/{kind}",
            context | {"provider": provider.name},
            provider=provider.pk,
        )
