"""What somebody told us so that credit can be reported, and each permission they gave or withdrew."""

from typing import Any

from accounts.models import User
from reporting.models import BoardId, Consent, Licence, ReportingIdentity


def reporting_of(user: User, accounts: list[int]) -> dict[str, Any]:
    """Return identifiers in full, and the permissions with their wording; also those of joined accounts."""
    identities = {
        each.user_id: each for each in ReportingIdentity.objects.filter(user__in=accounts)
    }
    own = identities.pop(user.pk, None)
    consents = Consent.objects.filter(user__in=accounts).select_related("destination", "text")
    return {
        **_identity(own),
        "told_in_joined_accounts": [_identity(each) for each in identities.values()],
        "licences": [
            {
                "state": each.state,
                "kind": each.kind,
                "number": each.number,
                "added_at": each.added_at,
            }
            for each in Licence.objects.filter(user__in=accounts)
        ],
        "board_ids": [
            {"board": each.board.name, "number": each.number, "added_at": each.added_at}
            for each in BoardId.objects.filter(user__in=accounts).select_related("board")
        ],
        "permissions": [
            {
                "destination": each.destination.name,
                "text": each.text.text,
                "version": each.text.version,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in consents
        ],
    }


def _identity(told: ReportingIdentity | None) -> dict[str, Any]:
    return {
        "first_name": told.given_name if told else None,
        "last_name": told.family_name if told else None,
        "npi": (told.npi or None) if told else None,
        "month_and_day_of_birth": (told.birth_day or None) if told else None,
        "told_at": told.updated_at if told else None,
    }
