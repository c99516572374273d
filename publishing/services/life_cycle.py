"""After publication: warnings before courses and disclosures end, and retiring (DOMAIN §2.3)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from courses.models import Course, DisclosureForm, Role
from courses.services.disclosure_statement import told_form
from disclosure.services.people import WARN_DAYS
from providers.models import Provider
from publishing.models import ExpiryNotice
from publishing.services.notices import keepers_of, send


@transaction.atomic
def retire(*, course: Course, actor: User, reason: str, now: datetime) -> Course:
    """Take a course out of the catalogue; learners keep their records and certificates. Idempotent.

    Raises `Refused`: reason_missing.
    """
    locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if locked.retired_at:
        return locked
    if not says_something(reason):
        raise Refused("reason_missing", "Say why the course is retired.")
    locked.retired_at, locked.retired_reason = now, reason.strip()[:500]
    locked.save(update_fields=["retired_at", "retired_reason"])
    _log("course-retired", locked, actor, reason=locked.retired_reason)
    return locked


@transaction.atomic
def bring_back(*, course: Course, actor: User) -> Course:
    """Put a retired course back in the catalogue, as it was. Idempotent."""
    locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if locked.retired_at:
        locked.retired_at, locked.retired_reason = None, ""
        locked.save(update_fields=["retired_at", "retired_reason"])
        _log("course-brought-back", locked, actor)
    return locked


def warn_of_endings(*, now: datetime) -> int:
    """Send the warnings due today, once it is morning at the provider; return how many were sent.

    Each is sent once: 90, 60 and 30 days before a published course or a disclosure ends. If no worker
    ran, missed warnings are sent late, but only the most urgent one for each course or disclosure.
    """
    awake = [provider for provider in Provider.objects.all() if provider.is_day(now)]
    return sum(_warn(provider, provider.day_of(now)) for provider in awake)


def _warn(provider: Provider, today: date) -> int:
    horizon = today + timedelta(days=max(WARN_DAYS))
    courses = Course.objects.published().filter(
        series__provider=provider, expires_on__range=(today, horizon)
    )
    endings = [(course, course.expires_on) for course in courses if course.expires_on]
    sent = sum(_warn_once("course_ends", course, day, today) for course, day in endings)
    forms = [form for form in _told_forms(provider) if today <= form.valid_until <= horizon]
    return sent + sum(
        _warn_once("disclosure_ends", form, form.valid_until, today) for form in forms
    )


def _told_forms(provider: Provider) -> set[DisclosureForm]:
    """Return the forms that courses which are not retired tell learners of."""
    roles = Role.objects.filter(person__provider=provider, course__retired_at__isnull=True)
    rows = roles.select_related("course", "person__provider").prefetch_related(
        "person__disclosures__relationships__judgements", "person__disclosures__acceptances"
    )
    return {form for role in rows if (form := told_form(role.person, role.course))}


@transaction.atomic
def _warn_once(kind: str, subject: Course | DisclosureForm, ends_on: date, today: date) -> int:
    days = min(days for days in WARN_DAYS if (ends_on - today).days <= days)
    owner = {"course": subject} if isinstance(subject, Course) else {"form": subject}
    if ExpiryNotice.objects.filter(**owner, ends_on=ends_on, days__lte=days).exists():
        return 0
    try:
        with transaction.atomic():
            ExpiryNotice.objects.create(**owner, ends_on=ends_on, days=days)
    except IntegrityError:  # Another worker has just sent it.
        return 0
    _send_warning(kind, subject, ends_on, (ends_on - today).days)
    return 1


def _send_warning(kind: str, subject: Course | DisclosureForm, ends_on: date, left: int) -> None:
    if isinstance(subject, Course):
        provider, name = subject.series.provider, subject.short_title or subject.title
        link = reverse("publishing:life-cycle", args=[subject.slug])
    else:
        provider, name = subject.person.provider, subject.person.name
        link = reverse("disclosure:person", args=[subject.person_id])
    context = {
        "name": name,
        "days": left,
        "day": long_date(ends_on),
        "link": link,
    }
    send(keepers_of(provider), kind, provider=provider, context=context)


def _log(action: str, course: Course, actor: User, *, reason: str = "", **details: Any) -> None:
    record(actor, action, course, provider=course.series.provider_id, reason=reason, **details)
