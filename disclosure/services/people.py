"""People in control of content: who they are, their roles in courses, and the status of their disclosures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from accounts.audit import record
from accounts.models import User
from courses.models import Course, DisclosureForm, DisclosureRequest, Person
from courses.services.disclosure_statement import newest_form
from disclosure.services.review import OpenJudgements, open_judgements
from providers.models import Provider

WARN_DAYS = (90, 60, 30)
"""How many days ahead staff are warned that something ends (DOMAIN §11.3)."""


class DisclosureStatus(models.TextChoices):
    """The status of a person's disclosure today."""

    NEVER = "never", "Never given"
    EXPIRED = "expired", "Expired"
    WITHIN_30 = "30", "Expires within 30 days"
    WITHIN_60 = "60", "Expires within 60 days"
    WITHIN_90 = "90", "Expires within 90 days"
    VALID = "valid", "Valid"

    @property
    def tone(self) -> str:
        """The tone (color) in which staff pages show it."""
        if self in {DisclosureStatus.NEVER, DisclosureStatus.EXPIRED}:
            return "bad"
        return "good" if self is DisclosureStatus.VALID else "caution"


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person with their newest disclosure, its status, what waits to be judged in it, and any open form."""

    person: Person
    form: DisclosureForm | None
    status: DisclosureStatus
    unjudged: list[OpenJudgements]
    request: DisclosureRequest | None
    days_old: int

    @property
    def undecided(self) -> int:
        """How many judgements wait, over all courses."""
        return sum(each.count for each in self.unjudged)

    def undecided_for(self, course: Course) -> int:
        return sum(each.count for each in self.unjudged if each.course == course)

    @property
    def age(self) -> str:
        """How long ago the newest form was signed, in words."""
        if self.days_old < 60:
            return {0: "today", 1: "yesterday"}.get(self.days_old, f"{self.days_old} days ago")
        return f"{self.days_old * 12 // 365} months ago"


def with_disclosures(people: "QuerySet[Person]") -> "QuerySet[Person]":
    """Prefetch all that `state_of_person` reads: seven queries, however many people."""
    return people.select_related("provider").prefetch_related(
        "roles__course",
        "disclosures__relationships__judgements",
        "disclosures__acceptances",
        "disclosure_requests",
    )


def state_of_person(person: Person, *, now: datetime) -> PersonState:
    """Return the status of the person's newest disclosure on the provider's day of `now`."""
    form = newest_form(person)
    today = person.provider.day_of(now)
    return PersonState(
        person=person,
        form=form,
        status=disclosure_status(form, on=today),
        unjudged=open_judgements([person]),
        days_old=(today - form.signed_on).days if form else 0,
        request=next((each for each in person.disclosure_requests.all() if each.is_open), None),
    )


def disclosure_status(form: DisclosureForm | None, *, on: date) -> DisclosureStatus:
    """Return the status of a person's newest form `on` a day; it counts for 24 months after signing."""
    if form is None:
        return DisclosureStatus.NEVER
    if not form.valid(on=on):
        return DisclosureStatus.EXPIRED
    left = (form.valid_until - on).days
    for days in sorted(WARN_DAYS):
        if left <= days:
            return DisclosureStatus(str(days))
    return DisclosureStatus.VALID


@transaction.atomic
def add_person(*, provider: Provider, actor: User, **fields: str) -> Person:
    """Add somebody in control of content, under a key made from the name."""
    person = Person.objects.create(
        provider=provider, key=_free_key(provider, fields["name"]), **fields
    )
    record(actor, "person-added", person, provider=provider)
    return person


def _free_key(provider: Provider, name: str) -> str:
    stem = slugify(name)[:50] or "person"
    taken = set(provider.people.filter(key__startswith=stem).values_list("key", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)
