"""What staff may do, and for which providers: every staff page checks it here.

A superuser is the administrator of the installation and may do everything everywhere. Everyone else
has a role at each provider they work for, and sees nothing of other providers: those pages are 404.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from providers.models import Membership, Provider


class Right(StrEnum):
    """One thing that staff may do at a provider."""

    SEE_COURSES = "see-courses"  # open the editor read-only, preview
    AUTHOR = "author"  # write courses, people, video, questions; ask for publishing
    APPROVE = "approve"  # approve publishing and exceptions that somebody else asked for
    SEE_REPORTS = "see-reports"  # aggregates: funnels, item analysis, evaluations
    SEE_LEARNERS = "see-learners"  # find a person and read their timeline
    HELP_LEARNERS = "help-learners"  # resend, correct, close, view as learner, exceptions, merge
    CREDIT = "credit"  # supersede and revoke certificates, import history
    EXPORT = "export"  # report credit to accreditors and boards
    TEAM = "team"  # invite staff, change roles, reset a lost factor
    AUDIT = "audit"  # read the audit trail
    ADMINISTER = "administer"  # add providers; no role has this, only superusers


_SEE = {Right.SEE_COURSES, Right.SEE_REPORTS}
RIGHTS: dict[str, frozenset[Right]] = {
    Membership.Role.OWNER: frozenset(Right) - {Right.ADMINISTER},
    Membership.Role.MANAGER: frozenset(
        _SEE | {Right.AUTHOR, Right.SEE_LEARNERS, Right.HELP_LEARNERS, Right.CREDIT, Right.EXPORT}
    ),
    Membership.Role.REVIEWER: frozenset(_SEE | {Right.APPROVE}),
    Membership.Role.SUPPORT: frozenset(
        {Right.SEE_COURSES, Right.SEE_LEARNERS, Right.HELP_LEARNERS, Right.CREDIT}
    ),
    Membership.Role.VIEWER: frozenset({Right.SEE_REPORTS}),
}


def rights_of(user: Any) -> dict[int, frozenset[Right]]:
    """Return provider id → rights, cached on the user object, which lives as long as a request."""
    # Not with __dict__: request.user is a lazy wrapper with a __dict__ of its own.
    if not hasattr(user, "_rights"):
        rows = Membership.objects.filter(user=user.pk) if user.is_staff and user.is_active else []
        user._rights = {row.provider_id: RIGHTS[row.role] for row in rows}
    rights: dict[int, frozenset[Right]] = user._rights
    return rights


def may(user: Any, right: Right, provider: Provider | int | None = None) -> bool:
    """Return whether `user` has `right` at `provider`, or at any provider if None."""
    if not user.is_authenticated or not user.is_staff or not user.is_active:
        return False
    if user.is_superuser:
        return True
    rights = rights_of(user)
    if provider is None:
        return any(right in each for each in rights.values())
    key = provider.pk if isinstance(provider, Provider) else provider
    return right in rights.get(key, frozenset())


def providers_with(user: Any, right: Right) -> "QuerySet[Provider]":
    """Return the providers at which `user` has `right`."""
    if user.is_superuser and user.is_staff and user.is_active:
        return Provider.objects.all()
    if not user.is_authenticated:
        return Provider.objects.none()
    keys = [key for key, rights in rights_of(user).items() if right in rights]
    return Provider.objects.filter(pk__in=keys)


def staff_with(right: Right, *providers: int, but: Collection[int] = ()) -> list[User]:
    """Return the members of these providers who have `right`, without the ids in `but`, by name.

    Where there are none, the administrators of the installation; [] where there are none of those either.
    """
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=but)
    members = staff.filter(memberships__provider__in=providers, memberships__role__in=roles)
    found = members.distinct() if members.exists() else staff.filter(is_superuser=True)
    return list(found.order_by("full_name", "pk"))
