"""What needs a staff member's attention: the first thing that staff see.

Each function takes the request, checks rights itself, and yields lines, none if nothing is waiting. To
add a subject, write a function with `@needs_attention`; they are shown in the order defined here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.client_address import SILENT_PROXY
from accounts.days import day_everywhere
from accounts.models import Mail
from accounts.requests import StaffRequest
from accounts.sentences import long_date, plural
from courses.access import courses_with
from courses.models import Course, Person
from disclosure.services.people import DisclosureStatus, state_of_person, with_disclosures
from disclosure.services.review import live_with_faults
from providers.models import Membership, Provider
from providers.rights import Right, may, providers_with
from providers.services.owner_answers import open_questions
from reporting.services import deadlines
from staff.models import FactorReset, Invitation
from staff.services.approvals import approvals_for, is_stuck
from staff.services.factor_resets import may_reset
from support.services.exceptions import wishes_for
from support.services.joining import open_requests

EXPIRING_DAYS = 90


@dataclass(frozen=True)
class Attention:
    """Something to do, and its URL; `count` is 0 when the text names a single thing."""

    text: str
    url: str
    count: int = 0


type Source = Callable[[StaffRequest], Iterator[Attention]]
SOURCES: list[Source] = []


def needs_attention(source: Source) -> Source:
    """Register `source` as a source of lines for the staff home."""
    SOURCES.append(source)
    return source


def attention_of(request: StaffRequest) -> list[Attention]:
    """Return all lines for the user of the request, in the order of the sources."""
    return [line for source in SOURCES for line in source(request)]


@needs_attention
def first_steps(request: StaffRequest) -> Iterator[Attention]:
    """On an empty installation: add a provider, then invite somebody to write its courses."""
    if may(request.user, Right.ADMINISTER) and not Provider.objects.exists():
        yield Attention(
            "Add the provider: everything else belongs to one", reverse("staff:provider-add")
        )
        return
    for provider in providers_with(request.user, Right.TEAM).filter(is_sample=False):
        alone = provider.memberships.count() < 2
        if alone and not Invitation.objects.open().filter(provider=provider).exists():
            text = f"{provider}: invite a course manager, and a second owner"
            yield Attention(text, reverse("staff:invite", args=[provider.pk]))


@needs_attention
def owner_questions(request: StaffRequest) -> Iterator[Attention]:
    """What only a provider can answer; on an installation with samples only, the sample provider is asked."""
    own = providers_with(request.user, Right.TEAM)
    real = Provider.objects.filter(is_sample=False)
    for provider in own.filter(is_sample=False) if real.exists() else own:
        if count := len(open_questions(provider)):
            words = plural(count, "question", "questions")
            url = reverse("staff:owner-questions", args=[provider.pk])
            yield Attention(f"{words} only {provider} can answer", url, count)


@needs_attention
def factor_resets(request: StaffRequest) -> Iterator[Attention]:
    """Requests by somebody else to remove a lost second factor."""
    if not may(request.user, Right.TEAM):
        return
    waiting = FactorReset.objects.filter(approved_at=None, withdrawn_at=None)
    for reset in waiting.exclude(asked_by=request.user.pk).select_related("person"):
        if may_reset(request.user, reset.person):
            text = f"{reset.person.full_name} lost their second factor: a second owner must approve"
            yield Attention(text, reverse("staff:factor-reset", args=[reset.pk]))


@needs_attention
def invitations(request: StaffRequest) -> Iterator[Attention]:
    """Invitations that were not accepted yet."""
    providers = providers_with(request.user, Right.TEAM)
    count = Invitation.objects.open().filter(provider__in=providers).count()
    if count:
        words = plural(count, "invitation is", "invitations are")
        yield Attention(f"{words} not accepted yet", reverse("staff:team"), count)


@needs_attention
def silent_proxy(request: StaffRequest) -> Iterator[Attention]:
    """For administrators: the proxy does not say who visits, so that limits count everyone as one."""
    name = cache.get(SILENT_PROXY) if may(request.user, Right.ADMINISTER) else None
    if name:
        text = f"The proxy sends no {name}: all visitors share one limit. See “Proxy” in the operations guide"
        yield Attention(text, reverse("admin:portal_installation_changelist"))


@needs_attention
def failed_mails(request: StaffRequest) -> Iterator[Attention]:
    """Mails of the last week that could not be sent, for staff who may see mail."""
    if not request.user.has_perm("accounts.view_mail"):
        return
    since = timezone.now() - timedelta(days=7)
    count = Mail.objects.filter(failed_at__gte=since, sent_at=None).count()
    if count:
        words = plural(count, "email was", "emails were")
        url = reverse("admin:accounts_mail_changelist", query={"failed_at__isnull": "False"})
        yield Attention(f"{words} not delivered in the last week", url, count)


@needs_attention
def expiring_courses(request: StaffRequest) -> Iterator[Attention]:
    """Published courses that expire within 90 days: each by name, because a renewal takes weeks."""
    now, ahead = timezone.now(), timedelta(days=EXPIRING_DAYS)
    begun = day_everywhere(now)
    near = courses_with(request.user, Right.AUTHOR).filter(
        expires_on__range=(begun, begun + ahead + 2 * timedelta(days=1)),
        published_at__isnull=False,
        retired_at__isnull=True,
    )
    for course in near.select_related("series__provider").order_by("expires_on"):
        today = course.series.provider.day_of(now)
        if course.expires_on and today <= course.expires_on <= today + ahead:
            yield _expiring(course)


def _expiring(course: Course) -> Attention:
    day = long_date(course.expires_on) if course.expires_on else ""
    url = reverse("publishing:life-cycle", args=[course.slug])
    return Attention(f"{course.title} expires on {day}", url)


@needs_attention
def renewed_courses(request: StaffRequest) -> Iterator[Attention]:
    """Courses that can still be begun although their renewal is published."""
    both = courses_with(request.user, Right.AUTHOR).filter(
        published_at__isnull=False, retired_at__isnull=True, renewals__published_at__isnull=False
    )
    for course in both.distinct():
        url = reverse("publishing:life-cycle", args=[course.slug])
        yield Attention(f"{course.title} was renewed: retire it", url)


@needs_attention
def disclosures(request: StaffRequest) -> Iterator[Attention]:
    """People whose disclosure expires soon, has expired or is missing, and judgements that wait, by course."""
    now, own = timezone.now(), providers_with(request.user, Right.AUTHOR)
    rows = with_disclosures(Person.objects.filter(provider__in=own, provider__is_sample=False))
    states = [state_of_person(person, now=now) for person in rows]
    ending = sum(state.status != DisclosureStatus.VALID for state in states)
    if ending:
        words = plural(ending, "person needs", "people need")
        yield Attention(f"{words} a new disclosure", reverse("disclosure:people"), ending)
    waiting: Counter[Course] = Counter()
    for each in (each for state in states for each in state.unjudged):
        waiting[each.course] += each.count
    for course, count in waiting.items():
        words = plural(count, "relationship", "relationships")
        url = reverse("authoring:edit-people", args=[course.slug])
        yield Attention(f"{words} to review in {course.title}", url, count)


@needs_attention
def broken_disclosures(request: StaffRequest) -> Iterator[Attention]:
    """Live courses of which a judgement breaks a rule: each by name."""
    own = courses_with(request.user, Right.AUTHOR).filter(is_sample=False)
    for course in live_with_faults(own):
        text = f"{course.title} is published although a disclosure breaks a rule"
        yield Attention(text, reverse("publishing:edit-review", args=[course.slug]))


_TO_APPROVE = {
    "Publishing": ("course is", "courses are", "approval", "staff:publish-requests"),
    "Change": ("change to a live course is", "changes to live courses are", "approval", ""),
    "Exception": ("exception is", "exceptions are", "approval", ""),
    "Credit": ("certificate is", "certificates are", "approval of a physician’s credit", ""),
}
"""Kind of `Waiting` → one, several, what it waits for, and the page that lists them; "" for all approvals."""


@needs_attention
def approvals(request: StaffRequest) -> Iterator[Attention]:
    """Requests that this person may decide; and those that nobody may, until somebody is invited."""
    rows = approvals_for(request.user)
    counts = Counter(row.kind for row in rows if not row.own)
    for kind, (one, several, what, page) in _TO_APPROVE.items():
        if count := counts[kind]:
            text = f"{plural(count, one, several)} waiting for your {what}"
            yield Attention(text, reverse(page or "staff:approvals"), count)
    if stuck := sum(is_stuck(row, request.user) for row in rows):
        words = plural(stuck, "request waits", "requests wait")
        yield Attention(
            f"{words} for a second person: invite someone", reverse("staff:team"), stuck
        )


@needs_attention
def wishes(request: StaffRequest) -> Iterator[Attention]:
    """Learners' own requests that nobody has put forward."""
    if count := len(wishes_for(request.user)):
        words = plural(count, "learner asks", "learners ask")
        yield Attention(f"{words} to read instead of watch", reverse("support:learners"), count)


@needs_attention
def accounts_to_join(request: StaffRequest) -> Iterator[Attention]:
    """Learners with two accounts who ask for them to be joined."""
    if not may(request.user, Right.HELP_LEARNERS):
        return
    count = open_requests(request.user).count()
    if count:
        words = plural(count, "learner asks", "learners ask")
        text = f"{words} to join two accounts"
        yield Attention(text, reverse("support:join-requests"), count)


@needs_attention
def team_without_factor(request: StaffRequest) -> Iterator[Attention]:
    """Members with a role but without the second factor that opens the staff pages."""
    providers = providers_with(request.user, Right.TEAM)
    count = (
        Membership.objects.filter(provider__in=providers)
        .exclude(user__authenticator__type__in=("webauthn", "totp"))
        .values("user")
        .distinct()
        .count()
    )
    if count:
        words = plural(count, "member has", "members have")
        yield Attention(f"{words} no second factor yet", reverse("staff:team"), count)


@needs_attention
def credit_to_report(request: StaffRequest) -> Iterator[Attention]:
    """Credit unreported for over 7 or 25 days, reports to be deleted, and rejected reports."""
    if not may(request.user, Right.EXPORT):
        return
    own = providers_with(request.user, Right.EXPORT)
    for each in deadlines.waiting(own, now=timezone.now()):
        where, url = f"{each.destination}, {each.provider}", reverse("reporting:exports")
        if each.alarming:
            yield Attention(f"to report to {where}: older than 25 days", url, each.alarming)
        elif each.late:
            yield Attention(f"to report to {where}: older than 7 days", url, each.late)
        if each.deletions:
            yield Attention(f"to delete at {where}", url, each.deletions)
        if each.rejected:
            yield Attention(f"rejected by {where}", url, each.rejected)
