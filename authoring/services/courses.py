"""Writing courses: the one way in which the editor makes and changes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from accounts.models import User
from courses.models import Course, CreditOffer, CreditType, Series
from courses.services.front_matter import record_front_matter
from providers.models import Provider
from publishing.services.publishing import Incomplete, missing_for_publication


def create_series(*, provider: Provider, title: str, actor: User) -> Series:
    """Make a series of `provider`, after those it has."""
    with transaction.atomic():
        series = Series.objects.create(
            provider=provider,
            slug=free_slug(title, Series),
            title=title,
            position=provider.series.count() + 1,
        )
        record(actor, "series-created", series, provider=provider)
    return series


def create_course(
    *, series: Series, title: str, short_title: str, slug: str, actor: User
) -> Course:
    """Make an empty course, after those of its series. `slug` must be free."""
    with transaction.atomic():
        course = Course.objects.create(
            series=series,
            slug=slug,
            title=title,
            short_title=short_title,
            position=series.courses.count() + 1,
        )
        record(actor, "course-created", course, provider=series.provider_id)
    return course


def change_course(*, course: Course, values: Mapping[str, Any], now: datetime) -> Course:
    """Write `values` (field → value) and nothing else of the row.

    A published course that would then lack what publishing demanded is refused (`Incomplete`), and
    nothing is written. What its learners are told is recorded as a new version if it differs.
    """
    with keeps_publishable(course, now=now):
        _write(course, values)
    return course


def change_credit(
    *,
    course: Course,
    values: Mapping[str, Any],
    offers: Mapping[str, Mapping[str, Any] | None],
    now: datetime,
) -> None:
    """Write `values` of the course and, for each code of `offers`, what is offered; None: no longer.

    Credit types that are not named stay as they are. Refused and recorded as by `change_course`.
    """
    with keeps_publishable(course, now=now):
        for code, fields in offers.items():
            _change_offer(course, CreditType.objects.get(code=code), fields)
        _write(course, values)


@contextmanager
def keeps_publishable(course: Course, *, now: datetime) -> Iterator[None]:
    """Do all of a change or nothing: of a published course as `change_course` says.

    What was missing already is borne: an old error must not stop the mending of another.
    """
    with transaction.atomic():
        before = _codes(course, now) if course.published_at else set()
        yield
        _settle(course, before, now)


def _settle(course: Course, before: set[tuple[str, str]], now: datetime) -> None:
    if not course.published_at:
        return
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    missing = missing_for_publication(fresh, now=now)
    if lost := [reason for reason in missing if (reason.code, reason.message) not in before]:
        raise Incomplete("published_needs_it", lost)
    record_front_matter(fresh)


def free_slug(title: str, model: type[Course] | type[Series]) -> str:
    """Return an address made from `title` that no row of `model` has."""
    stem = slugify(title)[:70].strip("-") or model._meta.model_name or "new"
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


def _write(course: Course, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(course, name, value)
    if values:
        course.save(update_fields=[*values])


def _change_offer(
    course: Course, credit_type: CreditType, fields: Mapping[str, Any] | None
) -> None:
    offer = CreditOffer.objects.filter(course=course, credit_type=credit_type).first()
    if fields is None:
        if offer:
            offer.delete()
    elif offer is None:
        CreditOffer.objects.create(course=course, credit_type=credit_type, **fields)
    elif changed := [name for name, value in fields.items() if getattr(offer, name) != value]:
        for name in changed:
            setattr(offer, name, fields[name])
        offer.save(update_fields=changed)


def _codes(course: Course, now: datetime) -> set[tuple[str, str]]:
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    return {(reason.code, reason.message) for reason in missing_for_publication(fresh, now=now)}
