"""When staff viewed or changed somebody's record, without their names and notes; and who somebody is as staff."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q

from accounts.models import AuditEntry, User
from providers.models import Membership, Provider
from staff.models import FactorReset, Invitation


def done_by_staff(accounts: list[int]) -> list[dict[str, Any]]:
    """Return each line of the audit trail, and of the admin's log, about these accounts, oldest first."""
    keys = [str(each) for each in accounts]
    about = Q(learner__in=accounts) | Q(subject_type=User._meta.label, subject_id__in=keys)
    names = dict(Provider.objects.values_list("pk", "name"))
    lines = [
        _line(each, accounts, names)
        for each in AuditEntry.objects.filter(about).order_by("at", "pk")
    ]
    kind = ContentType.objects.get_for_model(User)
    changes = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
    lines += [
        {
            "at": each.action_time,
            "by": "the administrator",
            "what": f"Account: {each.get_action_flag_display()}",
        }
        for each in changes
    ]
    return sorted(lines, key=lambda line: line["at"])


def as_staff(user: User) -> dict[str, Any]:
    """Return the roles and invitations of somebody who works here, and requests to reset their second factor."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    invited = Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
    resets = FactorReset.objects.filter(person=user)
    return {
        "roles": list(
            Membership.objects.filter(user=user).values(
                "role", "granted_at", at=F("provider__name")
            )
        ),
        "groups": list(user.groups.values_list("name", flat=True)),
        "invitations": list(
            invited.values(
                "email", "role", "sent_at", "accepted_at", "withdrawn_at", at=F("provider__name")
            )
        ),
        "second_factor_resets": list(resets.values("asked_at", "approved_at", "withdrawn_at")),
    }


def _line(line: AuditEntry, accounts: list[int], names: dict[int, str]) -> dict[str, Any]:
    own = line.actor_id in accounts
    said = {
        "at": line.at,
        "by": "you" if own else "staff" if line.actor_id else "the portal",
        "of": names.get(line.provider or 0, ""),
        "what": line.action.replace("-", " ").capitalize(),
    }
    if own:
        said["details"] = line.details
    elif "path" in line.details:
        said["page"] = line.details["path"]
    return said
