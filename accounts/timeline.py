"""What happened to a person, as dated events: each app tells its own, support puts them in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import AccountMerge, AuditEntry, Mail, User

KINDS = {
    "account": "Account",
    "course": "Course",
    "test": "Post-test",
    "credit": "Credit",
    "report": "Reporting",
    "mail": "Mail",
    "staff": "Staff",
}
"""Every kind of event, in the order of the filter."""


@dataclass(frozen=True)
class LearnerScope:
    """Whose events, and the part of them that may be told.

    `accounts` are the person's own id and those of accounts merged into it; `providers` the ids of the
    providers whose part it is. `everything`: for the administrator of the installation.
    """

    user: User
    accounts: tuple[int, ...]
    providers: tuple[int, ...]
    everything: bool = False

    def visible(self, lookup: str) -> Q:
        """Return the filter that keeps rows of these providers; `lookup` leads to the provider."""
        return Q() if self.everything else Q(**{f"{lookup}__in": self.providers})


@dataclass(frozen=True)
class Event:
    """One thing that happened. `lines` are what can be unfolded; `day_only`: its hour is not known."""

    at: datetime
    kind: str
    title: str
    detail: str = ""
    course: str = ""
    course_id: int | None = None
    tone: str = ""
    link: tuple[str, str] | None = None
    lines: tuple[str, ...] = field(default=())
    by: str = ""
    day_only: bool = False
    mail_id: int | None = None


def account_events(scope: LearnerScope) -> Iterator[Event]:
    """Tell of the account itself: signing up, and other accounts that were joined to it."""
    for person in User.objects.filter(pk__in=scope.accounts):
        other = person.pk != scope.user.pk
        title = "Signed up, with an account that was joined to this one" if other else "Signed up"
        yield Event(person.date_joined, "account", title)
    for merge in AccountMerge.objects.filter(kept__in=scope.accounts).select_related("by"):
        yield Event(
            merge.at,
            "account",
            "Two accounts were joined",
            detail=merge.reason,
            lines=tuple(merge.record.get("lines", ())),
            by=merge.by.full_name,
        )


def mail_events(scope: LearnerScope) -> Iterator[Event]:
    """Tell of every mail and its fate; mails of other providers are not told."""
    about = scope.visible("provider") | Q(provider__isnull=True)
    for mail in Mail.objects.filter(about, user__in=scope.accounts):
        fate, tone = _fate(mail)
        yield Event(
            mail.queued_at,
            "mail",
            f"Mail: {mail.subject}",
            detail=f"To {mail.recipient}. {fate}",
            tone=tone,
            mail_id=mail.pk if mail.template else None,
        )


def _fate(mail: Mail) -> tuple[str, str]:
    if mail.sent_at:
        return f"Sent {mail.sent_at:%Y-%m-%d %H:%M} UTC.", "good"
    if mail.failed_at:
        return f"Failed: {mail.failure}", "bad"
    return "Waiting to be sent.", "caution"


def staff_events(scope: LearnerScope) -> Iterator[Event]:
    """Tell what staff did for this person, and when they looked."""
    for line in audit_of(scope).select_related("actor"):
        yield Event(
            line.at,
            "staff",
            line.action.replace("-", " ").capitalize(),
            detail=line.reason,
            by=line.actor.full_name if line.actor else "The portal",
        )


def audit_of(scope: LearnerScope) -> QuerySet[AuditEntry]:
    """Return the lines of the audit trail about this person that these providers may read."""
    return AuditEntry.objects.filter(scope.visible("provider"), learner__in=scope.accounts)
