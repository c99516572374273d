"""What happened to a person, as dated events: each app yields its own, and support sorts them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.days import moment_words, portal_zone
from accounts.mailboxes import shown_address
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
    """Whose events to list, and which of them may be shown.

    `accounts` are the person's own id and those of accounts merged into it; `providers` the ids of the
    providers whose events may be shown, `keys` of those whose right answers may be. `everything` is for
    the administrator of the installation.
    """

    user: User
    accounts: tuple[int, ...]
    providers: tuple[int, ...]
    everything: bool = False
    keys: tuple[int, ...] = ()

    def visible(self, lookup: str) -> Q:
        """Return the filter that keeps rows of these providers; `lookup` leads to the provider."""
        # Not Q() for everything: an empty Q is dropped from `Q() | other`, which would then keep less.
        return ~Q(pk__in=[]) if self.everything else Q(**{f"{lookup}__in": self.providers})


@dataclass(frozen=True)
class Event:
    """One thing that happened. `lines` are details to unfold; `day` is set where the hour is unknown."""

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
    day: date | None = None
    mail_id: int | None = None


def account_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield events of the account itself: signing up, and merges with other accounts."""
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
    """Yield every mail of `mails_of` and whether it was sent."""
    for mail in mails_of(scope):
        fate, tone = _fate(mail)
        yield Event(
            mail.queued_at,
            "mail",
            f"Mail: {mail.subject}",
            detail=f"To {shown_address(mail.recipient)}. {fate}",
            tone=tone,
            mail_id=mail.pk if mail.template else None,
        )


def mails_of(scope: LearnerScope) -> QuerySet[Mail]:
    """Return the person's mails, leaving out those about other providers: what is shown can be sent again."""
    about = scope.visible("provider") | Q(provider__isnull=True)
    return Mail.objects.filter(about, user__in=scope.accounts)


def _fate(mail: Mail) -> tuple[str, str]:
    if mail.sent_at:
        return f"Sent {moment_words(mail.sent_at, portal_zone())}.", "good"
    if mail.failed_at:
        return f"Failed: {mail.failure}", "bad"
    return "Waiting to be sent.", "caution"


def staff_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield what staff did for this person, and when they looked at their records."""
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
