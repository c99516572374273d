"""Seeing the site as a learner: begun with a reason, logged page by page, disclosed to the learner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.models import User
from providers.rights import Right, providers_with
from providers.timeline import LearnerScope
from support.services.actions import refuse_without_reason
from support.services.timeline import concerned

SESSION_KEY = "support.seeing"  # As stored in sessions that are open during an upgrade.
LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Impersonation:
    """Whose pages are shown, for which providers' courses, and until when. Kept in the staff session."""

    learner_id: int
    providers: tuple[int, ...]
    until: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON data for the session."""
        until = self.until.isoformat()
        return {"learner": self.learner_id, "providers": list(self.providers), "until": until}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return the impersonation that `as_json` was called on."""
        until = datetime.fromisoformat(kept["until"])
        return cls(int(kept["learner"]), tuple(kept["providers"]), until)


@transaction.atomic
def start_impersonation(*, staff: User, learner: User, reason: str, now: datetime) -> Impersonation:
    """Let `staff` see the pages of a learner's courses at their own providers, for half an hour.

    The learner is notified by mail. Raises `Refused`: reason_missing, staff_account, inactive, no_course.
    """
    refuse_without_reason(reason)
    if learner.is_staff or learner.is_superuser:
        raise Refused("staff_account", "The site cannot be viewed as a member of staff.")
    if not learner.is_active:
        raise Refused("inactive", "This account is closed.")
    whole = LearnerScope(learner, (learner.pk,), (), everything=True)
    mine = providers_with(staff, Right.HELP_LEARNERS).values_list("pk", flat=True)
    providers = tuple(sorted(set(mine) & set(concerned(whole))))
    if not providers:
        raise Refused("no_course", "This person has not started any of your courses.")
    for provider in providers:
        record(staff, "seen-as-learner", learner, provider=provider, learner=learner, reason=reason)
    queue_mail(learner, "seen", "support/email/seen", {})
    return Impersonation(learner.pk, providers, now + LASTS)


def note_page(*, staff: User, learner: User, provider: int, path: str) -> None:
    """Record in the audit trail that one page was seen."""
    record(staff, "page-seen-as-learner", provider=provider, learner=learner, path=path)


def note_end(*, staff: User, impersonation: Impersonation) -> None:
    """Record in the audit trail that the impersonation ended."""
    learner = User.objects.filter(pk=impersonation.learner_id).first()
    for provider in impersonation.providers:
        record(staff, "seeing-ended", provider=provider, learner=learner)
