"""A new course with the content of another, as a starting point: not to be published as it is."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from authoring.services.version_rows import ROW_KINDS, values_of
from courses.models import Course, Person, Series
from providers.models import Provider

_NOT_COPIED = {
    *("id", "series", "slug", "title", "short_title", "position", "is_sample"),
    *("released_on", "reviewed_on", "expires_on", "published_at", "retired_at", "retired_reason"),
    *("accme_activity_id", "provider_activity_id", "renews", "no_commercial_support"),
}
_OF_THE_PROVIDER = {
    *("joint_provider", "accreditation_template", "accreditation_override", "disclosure_note"),
}


@transaction.atomic
def copy_course(
    *,
    source: Course,
    series: Series,
    title: str,
    short_title: str,
    slug: str,
    actor: User,
    now: datetime,
    renews: bool = False,
) -> Course:
    """Make a course in `series` with the texts, people, credit, handouts, test and evaluation of `source`.

    Test and evaluation become version 1, unreleased. Not copied: recordings, dates, activity numbers,
    commercial support, publication, and, from another provider's course, its statement, joint provider and
    the note on its disclosure.
    Everybody assumes their role today. The copy of a sample is not a sample: it is checked like any other course.
    `renews`: the copy is to replace `source`; ignored between different providers.
    """
    same_provider = series.provider_id == source.series.provider_id
    left = _NOT_COPIED if same_provider else _NOT_COPIED | _OF_THE_PROVIDER
    course = Course.objects.create(
        **values_of(source, without=left),
        series=series,
        slug=slug,
        title=title,
        short_title=short_title,
        position=series.courses.count() + 1,
        renews=source if renews and same_provider else None,
    )
    _copy_people(source, course, now)
    for offer in source.offers.filter(closed_at__isnull=True):
        course.offers.create(credit_type=offer.credit_type, max_quarters=offer.max_quarters)
    for handout in source.handouts.all():
        course.handouts.create(**values_of(handout, without={"id", "course"}))
    for rows in ROW_KINDS.values():
        rows.copy_newest(source=source, course=course)
    action = "course-renewed" if course.renews else "course-copied"
    record(actor, action, course, provider=series.provider_id, source=source.slug)
    return course


def _copy_people(source: Course, course: Course, now: datetime) -> None:
    provider = course.series.provider
    for role in source.roles.select_related("person"):
        values = values_of(role, without={"id", "course", "person", "assumed_on"})
        person = _person_at(provider, role.person)
        course.roles.create(**values, person=person, assumed_on=provider.day_of(now))


def _person_at(provider: Provider, person: Person) -> Person:
    """Return the person's record at `provider`, added if need be: people disclose to each provider separately."""
    if person.provider_id == provider.pk:
        return person
    values = values_of(person, without={"id", "key", "provider"})
    return Person.objects.get_or_create(provider=provider, key=person.key, defaults=values)[0]
