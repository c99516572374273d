"""Releasing a version of a test or of an evaluation: from then on it stays as it is."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import Assessment, Course, EvaluationForm
from courses.services.newest import next_version
from publishing.services.checks import CHECKS, Candidate, is_required

type Version = Assessment | EvaluationForm


def lock_course(course: Course) -> None:
    """Keep others from writing this course's versions until the transaction ends."""
    Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)


@transaction.atomic
def release_version(*, version: Version, actor: User, now: datetime) -> None:
    """Give this version to learners who start from `now` on; those in progress keep theirs.

    Idempotent. Raises `Refused`: not_published while the course is not (publishing releases
    what is being written), not_ready with all that the publish list misses in it.
    """
    lock_course(version.course)
    version.refresh_from_db()
    if version.released_at is not None:
        return
    if version.course.published_at is None:
        raise Refused(
            "not_published", "It is released when the course is published: nothing is to do yet."
        )
    if found := _errors(version, now):
        raise Refused("not_ready", " ".join(found))
    siblings = type(version)._default_manager.filter(course=version.course)
    # A folder may have been loaded meanwhile: what is released last is what learners get.
    version.version = max(version.version, next_version(siblings.exclude(pk=version.pk)))
    version.released_at = now
    version.save(update_fields=["version", "released_at"])
    record(
        actor,
        "version-released",
        version,
        provider=version.course.series.provider_id,
        version=version.version,
    )


def _errors(version: Version, now: datetime) -> list[str]:
    """Judge the version by the checks of the publish list that are about it."""
    candidate = Candidate(version.course, now)
    if isinstance(version, Assessment):
        candidate.test, step = version, "test"
    else:
        candidate.evaluation, step = version, "evaluation"
    return [
        error
        for check in CHECKS
        if check.step == step and is_required(check, candidate.provider)
        for error in check.find(candidate)
    ]
