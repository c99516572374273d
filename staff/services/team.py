"""Changing and ending the roles of a provider's staff, and adding a provider."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from accounts.services import set_staff
from providers.models import Membership, Provider
from providers.services.memberships import end_role, grant_role, set_role
from staff.models import Invitation


@transaction.atomic
def change_role(*, membership: Membership, role: str, actor: User) -> bool:
    """Give a member another role; return whether anything changed.

    Raises `Refused`: own_role, last_owner.
    """
    if membership.user_id == actor.pk:
        message = "You can't change your own role. Ask another owner."
        raise Refused("own_role", message)
    former = membership.role
    if not set_role(membership=membership, role=role):
        return False
    record(
        actor,
        "role-changed",
        membership,
        provider=membership.provider_id,
        before=former,
        after=role,
    )
    return True


@transaction.atomic
def remove_member(*, membership: Membership, actor: User, now: datetime) -> None:
    """End a member's role, and the open invitations they sent. Without any role, they are no longer staff.

    Members may remove themselves. Raises `Refused`: last_owner.
    """
    # Two providers may remove the same person at once: the second must see that no role is left.
    user = User.objects.select_for_update().get(pk=membership.user_id)
    record(
        actor, "member-removed", membership, provider=membership.provider_id, role=membership.role
    )
    end_role(membership=membership)
    theirs = Invitation.objects.open().filter(provider=membership.provider_id, invited_by=user)
    theirs.update(withdrawn_at=now)
    if not user.is_superuser and not user.memberships.exists():
        set_staff(user=user, is_staff=False)


@transaction.atomic
def add_provider(*, provider: Provider, actor: User) -> Provider:
    """Save a new provider with `actor` as its owner, so that it is never without one."""
    provider.save(force_insert=True)
    grant_role(user=actor, provider=provider, role=Membership.Role.OWNER)
    record(actor, "provider-added", provider, provider=provider)
    return provider


def last_owner_of(membership: Membership) -> bool:
    """Say whether this is the only owner of a provider, whom the page does not offer to remove."""
    owners: Any = Membership.objects.filter(
        provider=membership.provider_id, role=Membership.Role.OWNER
    )
    is_owner = membership.role == Membership.Role.OWNER
    return is_owner and not owners.exclude(pk=membership.pk).exists()
