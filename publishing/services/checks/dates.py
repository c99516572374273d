"""Checks of an activity's life cycle: dates, learning formats, no retroactive credit (DOMAIN §2.3)."""

from collections.abc import Iterator
from datetime import date

from courses.models import Course, CreditOffer
from courses.models.course import LearningFormat
from courses.models.dates import add_years
from courses.sources import AMA_CORE, ENDURING, HOUSE
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check


def _late(candidate: Candidate) -> Iterator[str]:
    reviewed, expires = candidate.course.reviewed_on, candidate.course.expires_on
    if reviewed and expires and expires > add_years(reviewed, 3):
        yield "The course must expire within three years of its review."


def _unreviewed(candidate: Candidate) -> Iterator[str]:
    """A review before the first release counts."""
    if candidate.course.reviewed_on is None:
        yield "Record a review: learners are shown its date."


def _not_yet_reviewed(candidate: Candidate) -> Iterator[str]:
    reviewed = candidate.course.reviewed_on
    if reviewed and reviewed > candidate.judged_on:
        yield "The date of the last review is in the future: publish after that day."


def _over(candidate: Candidate) -> Iterator[str]:
    """The last day is inclusive: credit can still be claimed on it."""
    if candidate.course.expired(on=candidate.judged_on):
        yield "The last day of credit has passed: review the course and set a new last day, or renew it."


def _not_yet_released(candidate: Candidate) -> Iterator[str]:
    released = candidate.course.released_on
    if released and released > candidate.judged_on:
        yield "The release date is in the future: publish on that day, or change it."


def _live(candidate: Candidate) -> Iterator[str]:
    live = candidate.course.learning_format == LearningFormat.LIVE
    if live and candidate.video is not None:
        yield "A recording of a live activity is not a live activity itself: choose “enduring material”."


def _shared_ids(candidate: Candidate) -> Iterator[str]:
    course = candidate.course
    others = Course.objects.filter(series__provider=candidate.provider).exclude(pk=course.pk)
    for field, name in (
        ("accme_activity_id", "ACCME activity ID"),
        ("provider_activity_id", "activity ID"),
    ):
        value = getattr(course, field)
        other = others.filter(**{field: value}).first() if value else None
        if other:
            yield f"The {name} {value} belongs to “{other}”: each activity needs its own."


def _retroactive(candidate: Candidate) -> Iterator[str]:
    """Credit must be designated in advance: an offer is valid neither before the release nor before it was added."""
    released = candidate.course.released_on
    added = _days_added(candidate)
    for offer in candidate.offers:
        if released and offer.valid_from and offer.valid_from < released:
            yield f"{offer}: valid from a day before the release."
        day = added.get(offer.pk)
        if day and (offer.valid_from is None or offer.valid_from < day):
            yield f"{offer}: added on {day} after publication, so it is valid from that day at the earliest."


def _days_added(candidate: Candidate) -> dict[int, date]:
    """Return offer id → day it was added, for offers added after publication.

    Empty for a sample: it awards no credit, so nothing can be designated too late.
    """
    published = candidate.course.published_at
    if published is None or candidate.course.is_sample:
        return {}
    day_of = candidate.provider.day_of
    events = CreditOffer.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        course=candidate.course, pgh_label="insert", pgh_created_at__gt=published
    )
    days = {event.id: day_of(event.pgh_created_at) for event in events}
    return {key: day for key, day in days.items() if day > day_of(published)}


CHECKS = [
    Check(
        "expires_late",
        "Credit ends within three years of the last review",
        ENDURING,
        _late,
        "about",
        "expires_on",
    ),
    Check(
        "reviewed_on_missing",
        "A review is on record, and its date is shown before the start",
        ENDURING,
        _unreviewed,
        "reviews",
    ),
    Check(
        "reviewed_in_future",
        "The last review has taken place",
        ENDURING,
        _not_yet_reviewed,
        "reviews",
    ),
    Check(
        "expires_past",
        "The last day of credit, inclusive, has not passed",
        ENDURING,
        _over,
        "about",
        "expires_on",
    ),
    Check(
        "released_in_future",
        "The release date is not later than the day it appears",
        ENDURING,
        _not_yet_released,
        "about",
        "released_on",
    ),
    Check(
        "recording_as_live",
        "A recording is an activity of its own, with a format of its own",
        ENDURING,
        _live,
        "about",
        "learning_format",
    ),
    Check(
        "activity_id_shared",
        "No other activity carries its ID",
        HOUSE,
        _shared_ids,
        "about",
        "accme_activity_id",
    ),
    Check(
        "credit_retroactive",
        "No credit is designated for days that have passed",
        AMA_CORE,
        _retroactive,
        "credit",
    ),
]
