"""Who somebody is here, and how they sign in; never a secret that signs them in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import AccountMerge, User
from accounts.sessions import places_of
from courses.models import Course

_KEYS_OF_ROWS = {"course", "front_matter", "assessment", "evaluation_form", "video"}
_WAYS_IN = {
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def account_of(user: User, accounts: list[int]) -> dict[str, Any]:
    """Return the account: its person, addresses and ways in, and the accounts that were joined to it."""
    joined = AccountMerge.objects.filter(kept=user).select_related("merged__profession")
    return {
        **_person(user),
        "email": user.email,
        "addresses": [
            {"address": each.email, "primary": each.primary, "confirmed": each.verified}
            for each in EmailAddress.objects.filter(user__in=accounts).order_by("-primary", "pk")
        ],
        "password_set": user.has_usable_password(),
        "passkeys_and_apps": [
            _way_in(each)
            for each in Authenticator.objects.filter(user__in=accounts).order_by("created_at")
        ],
        "rights_changed": _rights(accounts),
        "joined_accounts": [_joined(each) for each in joined],
    }


def signed_in(user: User) -> list[dict[str, Any]]:
    """Return where the account is signed in."""
    return [
        {"device": each.device, "since": each.since, "last_used": each.last_used}
        for each in places_of(user.pk)
    ]


def _person(user: User) -> dict[str, Any]:
    return {
        "full_name": user.full_name,
        "credentials": user.credentials,
        "profession": user.profession.name if user.profession else None,
        "degree_in_medicine": user.get_degree_display() or None,
        "state": user.state,
        "joined_at": user.date_joined,
        "last_sign_in": user.last_login,
        "courses_named_in_mail": user.mail_names_course,
    }


def _joined(merge: AccountMerge) -> dict[str, Any]:
    """Return what was joined, in sentences, and what both accounts had in a course that each had begun."""
    begun = merge.record.get("absorbed", [])
    titles = Course.objects.in_bulk([each["kept"]["course"] for each in begun])
    return {
        "joined_at": merge.at,
        "account": _person(merge.merged),
        "what_was_done": merge.record.get("lines", []),
        "courses_begun_in_both": [
            {
                "course": str(titles.get(each["kept"]["course"], "")),
                "before_in_this_account": _before(each["kept"]),
                "before_in_the_other": _before(each["merged"]),
                "unfinished_attempt_dropped": (each.get("dropped_attempt") or {}).get("started_at"),
            }
            for each in begun
        ],
    }


def _before(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in facts.items() if name not in _KEYS_OF_ROWS}


def _way_in(factor: Authenticator) -> dict[str, Any]:
    return {
        "kind": _WAYS_IN[Authenticator.Type(factor.type)],
        "name": str(factor) if factor.type == Authenticator.Type.WEBAUTHN else "",
        "added_at": factor.created_at,
        "last_used_at": factor.last_used_at,
    }


def _rights(accounts: list[int]) -> list[dict[str, Any]]:
    events = User.pgh_event_model.objects.filter(pgh_obj_id__in=accounts)  # type: ignore[attr-defined]
    return [
        {
            "at": each.pgh_created_at,
            "active": each.is_active,
            "staff": each.is_staff,
            "administrator": each.is_superuser,
        }
        for each in events.order_by("pgh_id")
    ]
