"""Load a series from a folder (docs/staff/series-format.md): all or nothing, and safe to repeat."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from accounts.audit import record
from authoring.services.loading.errors import FolderError, SeriesErrors
from authoring.services.loading.judgements import refusals_of_kept_forms
from authoring.services.loading.plan import MediaFile, SeriesPlan
from authoring.services.loading.read_series import read_series
from authoring.services.loading.save import Changes, save_series
from courses.models import Course, Series
from courses.services.folder_marks import marked
from providers.models import Provider
from publishing.services.publishing import Incomplete, Missing, missing_for_publication, publish
from video.services.transcripts import forget_tracks

__all__ = ["FolderError", "LoadReport", "SeriesErrors", "load_series"]

_LOAD_LOCK = 0x53455249  # One load at a time in the whole installation.


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a run did. `drafts` maps slugs of courses that could not be published to the reasons."""

    courses: list[Course]
    changes: list[str]
    drafts: dict[str, list[Missing]]


def load_series(path: Path, *, now: datetime) -> LoadReport:
    """Load the folder `path` and publish its courses as far as the rules allow.

    Raises `SeriesErrors`; the database is then unchanged. Idempotent: a second run with the same folder
    writes nothing and copies no file. A changed test, evaluation or recording becomes a new
    version, so nothing a learner's record refers to is altered; a course's texts change in place,
    because each version of the front matter that learners read is recorded. Courses no longer in
    the folder are left as they are.
    """
    plan = read_series(path)
    _refuse_future_reviews(plan, path, now)
    for file in plan.media():
        _store(file)
    changes = Changes()
    drafts: dict[str, list[Missing]] = {}
    with transaction.atomic(), marked(plan.series["slug"]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
        _refuse_to_change_kept_forms(plan, path)
        lacked = _lacked(plan)
        courses = save_series(plan, changes, now=now)
        _refuse_to_break_published(courses, lacked, path)
        for course in courses:
            if missing := _publish(course, now, changes):
                drafts[course.slug] = missing
        if changes:
            _record(courses[0].series, changes)
    forget_tracks()
    return LoadReport(courses, changes, drafts)


def _refuse_future_reviews(plan: SeriesPlan, path: Path, now: datetime) -> None:
    """Raise `SeriesErrors` for reviews of a day that has not come at the provider."""
    today = Provider(**plan.provider).day_of(now)
    errors = [
        FolderError(path / course.slug / "course.toml", "Is in the future.", "review.on")
        for course in plan.courses
        if course.review["reviewed_on"] > today
    ]
    if errors:
        raise SeriesErrors(errors)


def _record(series: Series, changes: Changes) -> None:
    """An operator's command asks no second person, even about a live course; so the audit trail has all of it."""
    record(None, "series-loaded", series, provider=series.provider_id, changes=[*changes])


def _store(file: MediaFile) -> None:
    """Copy a file into storage unless it is already there; an incomplete copy is replaced.

    Done before the transaction, because storage cannot be rolled back. Names are made from the content,
    so the next run can use the files that a failed one leaves behind.
    """
    if default_storage.exists(file.name):
        if default_storage.size(file.name) == file.size:
            return
        default_storage.delete(file.name)
    with file.path.open("rb") as content:
        default_storage.save(file.name, File(content))


def _refuse_to_change_kept_forms(plan: SeriesPlan, path: Path) -> None:
    """Raise `SeriesErrors` for disclosures that staff judged, or learners are told of, and the folder changes."""
    found = refusals_of_kept_forms(plan)
    if errors := [FolderError(path / "series.toml", reason, key) for key, reason in found]:
        raise SeriesErrors(errors)


def _lacked(plan: SeriesPlan) -> dict[str, set[tuple[str, str]]]:
    """Return what the published courses of the folder lack before it is loaded, by slug."""
    courses = Course.objects.filter(
        slug__in=[each.slug for each in plan.courses], published_at__isnull=False
    )
    return {course.slug: {each.key for each in _missing(course)} for course in courses}


def _missing(course: Course) -> list[Missing]:
    return missing_for_publication(course, now=course.published_at) if course.published_at else []


def _refuse_to_break_published(
    courses: list[Course], lacked: dict[str, set[tuple[str, str]]], path: Path
) -> None:
    """Raise `SeriesErrors` if a published course would lack more of what publishing requires than before."""
    errors = [
        FolderError(
            path / course.slug / "course.toml",
            f"Published, so it must stay whole: {reason.message}",
        )
        for course in courses
        for reason in _missing(course)
        if reason.key not in lacked.get(course.slug, ())
    ]
    if errors:
        raise SeriesErrors(errors)


def _publish(course: Course, now: datetime, changes: Changes) -> list[Missing]:
    if course.published_at is not None:
        return []
    try:
        publish(course=course, now=now)
    except Incomplete as refusal:
        return refusal.missing
    changes.append(f"course “{course}”: published")
    return []
