"""Grant, change and end roles at a provider; it always keeps at least one owner."""

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from providers.models import Membership, Provider


@transaction.atomic
def grant_role(*, user: User, provider: Provider, role: str) -> Membership:
    """Grant `user` a role at `provider`. Raises `Refused`: already_member."""
    membership, is_new = Membership.objects.get_or_create(
        user=user, provider=provider, defaults={"role": role}
    )
    if not is_new:
        message = (
            f"{user.full_name} already works for {provider} as {membership.get_role_display()}."
            " Change the role on the team page."
        )
        raise Refused("already_member", message)
    return membership


@transaction.atomic
def set_role(*, membership: Membership, role: str) -> bool:
    """Change a role; return whether it differed. Raises `Refused`: last_owner."""
    _refuse_last_owner(membership, becomes=role)
    changed = Membership.objects.filter(pk=membership.pk).exclude(role=role).update(role=role)
    membership.role = role
    return bool(changed)


@transaction.atomic
def end_role(*, membership: Membership) -> None:
    """Remove a role. Raises `Refused`: last_owner."""
    _refuse_last_owner(membership, becomes="")
    Membership.objects.filter(pk=membership.pk).delete()


def _refuse_last_owner(membership: Membership, *, becomes: str) -> None:
    # The trigger of the table takes the same lock: of two owners leaving at once, the second waits
    # here and is then refused as the last owner.
    provider = Provider.objects.select_for_update(no_key=True).get(pk=membership.provider_id)
    owners = Membership.objects.filter(provider=provider, role=Membership.Role.OWNER)
    if becomes == Membership.Role.OWNER or not owners.filter(pk=membership.pk).exists():
        return
    if not owners.exclude(pk=membership.pk).exists():
        message = f"{provider} would be left without an owner. Make someone else an owner first."
        raise Refused("last_owner", message)
