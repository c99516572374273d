"""What needs a staff member's attention: the first thing that staff see.

Each function takes the request, checks rights itself, and yields lines, none if nothing is waiting. To
add a subject, write a function with `@needs_attention`; they are shown in the order defined here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.client_address import SILENT_PROXY
from accounts.days import day_everywhere
from accounts.models import Mail
from accounts.requests import StaffRequest
from accounts.sentences import long_date, plural
from certificates.models import CreditMove
from courses.access import courses_with
from courses.models import Course, Person
from disclosure.services.people import DisclosureStatus, state_of_person, with_disclosures
from disclosure.services.review import live_with_faults
from progress.models import CreditException
from providers.models import Membership, Provider
from providers.rights import Right, may, providers_with
from providers.services.owner_answers import open_questions
from providers.services.second_person import decides_alone
from publishing.models import CourseChange, PublishRequest
from publishing.services.publish_requests import may_approve
from reporting.services import deadlines
from staff.models import FactorReset, Invitation
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


@needs_attention
def publishing(request: StaffRequest) -> Iterator[Attention]:
    """Requests to publish a course that this person may decide."""
    own = providers_with(request.user, Right.APPROVE)
    waiting = PublishRequest.objects.to_approve().filter(course__series__provider__in=own)
    rows = waiting.select_related("course__series")
    count = sum(may_approve(row, request.user) for row in rows)
    if count:
        words = plural(count, "course is waiting", "courses are waiting")
        yield Attention(f"{words} for your approval", reverse("staff:publish-requests"), count)


@needs_attention
def course_changes(request: StaffRequest) -> Iterator[Attention]:
    """Changes of live courses that this person may decide."""
    own = providers_with(request.user, Right.APPROVE)
    waiting = CourseChange.objects.open().filter(course__series__provider__in=own)
    count = sum(
        row.asked_by_id != request.user.pk
        or decides_alone(request.user, right=Right.APPROVE, provider=row.course.series.provider_id)
        for row in waiting.select_related("course__series")
    )
    if count:
        words = plural(count, "change to a live course is", "changes to live courses are")
        yield Attention(f"{words} waiting for your approval", reverse("staff:approvals"), count)


@needs_attention
def exceptions(request: StaffRequest) -> Iterator[Attention]:
    """Exceptions requested by somebody else, and learners' own requests that nobody has put forward."""
    rows = CreditException.objects.open()
    own = providers_with(request.user, Right.APPROVE)
    asked = rows.filter(enrolment__course__series__provider__in=own, put_forward_by__isnull=False)
    own_account = Q(put_forward_by=request.user.pk) | Q(enrolment__user=request.user.pk)
    count = asked.exclude(own_account).count()
    if count:
        words = plural(count, "exception is waiting", "exceptions are waiting")
        yield Attention(f"{words} for your approval", reverse("staff:approvals"), count)
    wishes = len(wishes_for(request.user))
    if wishes:
        words = plural(wishes, "learner asks", "learners ask")
        yield Attention(f"{words} to read instead of watch", reverse("support:learners"), wishes)


@needs_attention
def credit_moves(request: StaffRequest) -> Iterator[Attention]:
    """Certificates that somebody else asked to move to a credit that only physicians earn."""
    own = providers_with(request.user, Right.APPROVE)
    rows = CreditMove.objects.open().filter(certificate__course__series__provider__in=own)
    mine = Q(asked_by=request.user.pk) | Q(certificate__learner=request.user.pk)
    count = rows.exclude(mine).count()
    if count:
        words = plural(count, "certificate is waiting", "certificates are waiting")
        text = f"{words} for your approval of a physician’s credit"
        yield Attention(text, reverse("staff:approvals"), count)


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
