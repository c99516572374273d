"""Release a version of a test or of an evaluation, which never changes after that."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import Assessment, Course, EvaluationForm
from courses.services.newest import next_version
from publishing.models import CourseChange
from publishing.services.checks import CHECKS, Candidate, is_required
from publishing.services.checks.people import judgements_missing
from publishing.services.course_changes import ChangeKind, Payload, change_or_ask, register
from publishing.services.test_difference import test_content, test_difference

type Version = Assessment | EvaluationForm


def lock_course(course: Course) -> None:
    """Keep others from writing this course's versions until the transaction ends."""
    Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)


def release_version(*, version: Version, actor: User, now: datetime) -> CourseChange | None:
    """Give this version to learners who start from `now` on; those in progress keep theirs.

    A test of a live course may take two people; an evaluation does not. Idempotent. Raises `Refused`:
    not_published if the course is not yet published (publishing releases its newest versions), not_ready
    with everything the publish list finds missing; and as `change_or_ask` does.
    """
    if isinstance(version, EvaluationForm):
        _release(version, actor, now)
        return None
    return change_or_ask(
        course=version.course,
        kind=TEST,
        payload={"version": version.pk},
        subject="",
        actor=actor,
        now=now,
    )


@transaction.atomic
def _release(version: Version, actor: User, now: datetime) -> None:
    lock_course(version.course)
    version.refresh_from_db()
    if version.released_at is not None:
        return
    if version.course.published_at is None:
        raise Refused(
            "not_published",
            "It is released when the course is published: there is nothing to do yet.",
        )
    if found := _errors(version, now):
        raise Refused("not_ready", " ".join(found))
    siblings = type(version)._default_manager.filter(course=version.course)
    # Loading a folder may have added versions meanwhile: the last one released must be the newest.
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


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    _release(Assessment.objects.get(pk=payload["version"]), actor, now)


def _errors(version: Version, now: datetime) -> list[str]:
    """Return what the required checks of its step in the publish list find, and judgements that wait."""
    candidate = Candidate(version.course, now)
    if isinstance(version, Assessment):
        candidate.test, step = version, "test"
    else:
        candidate.evaluation, step = version, "evaluation"
    found = [
        error
        for check in CHECKS
        if check.step == step and is_required(check, candidate.provider)
        for error in check.find(candidate)
    ]
    return [*found, *judgements_missing(candidate)]


TEST = register(
    ChangeKind(
        code="test",
        words="the post-test",
        step="test",
        covers=("Another version of the post-test is released",),
        difference=test_difference,
        apply=_apply,
        state=test_content,
        free=("The evaluation",),
    )
)
