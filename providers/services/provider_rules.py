"""What a provider requires before its courses are published; its history records every change."""

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from providers.models import Provider


@transaction.atomic
def set_publishing_rules(
    *, provider: Provider, second_approval: bool, optional_checks: list[str], actor: User
) -> bool:
    """Save the rules; return whether they changed. Existing requests keep their need for approval."""
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    wanted = (second_approval, sorted(optional_checks))
    if (locked.second_approval, sorted(locked.optional_checks)) == wanted:
        return False
    locked.second_approval, locked.optional_checks = wanted
    locked.save(update_fields=["second_approval", "optional_checks"])
    record(
        actor,
        "publishing-rules-changed",
        locked,
        provider=locked,
        second_approval=second_approval,
        optional_checks=wanted[1],
    )
    return True
