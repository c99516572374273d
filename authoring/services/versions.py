"""Versions of a test and of an evaluation: one at a time is written, and what was released stays.

Every writer holds the course's row until its transaction ends, so two who work on one version come one
by one, and nothing slips in beside a release.
"""

from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import Assessment, Choice, Course, EvaluationForm, EvaluationItem, Question
from courses.services.newest import next_version
from publishing.services.version_release import Version, hold

DEFAULT_PASS_PERCENT = 80
"""What a first test begins with; staff set their own (no national number: DOMAIN §2.2)."""


def written_test(course: Course) -> Assessment | None:
    """Return the version of the test that is being written."""
    return course.assessments.filter(released_at__isnull=True).first()


def written_evaluation(course: Course) -> EvaluationForm | None:
    """Return the version of the evaluation that is being written."""
    return course.evaluations.filter(released_at__isnull=True).first()


@transaction.atomic
def begin_test(*, course: Course, actor: User) -> Assessment:
    """Return the version being written, or begin one: a copy of the newest, or an empty first one.

    Idempotent, and safe when asked for by two at once.
    """
    hold(course)
    if found := written_test(course):
        return found
    newest = course.assessments.first()
    test = copy_test(newest, course) if newest else _first_test(course)
    _record(actor, "test-version-begun", test)
    return test


@transaction.atomic
def begin_evaluation(*, course: Course, actor: User) -> EvaluationForm:
    """Return the version being written, or begin one: a copy of the newest, or an empty first one.

    Idempotent, and safe when asked for by two at once.
    """
    hold(course)
    if found := written_evaluation(course):
        return found
    newest = course.evaluations.first()
    form = copy_evaluation(newest, course) if newest else _first_evaluation(course)
    _record(actor, "evaluation-version-begun", form)
    return form


@transaction.atomic
def copy_test(source: Assessment, course: Course) -> Assessment:
    """Return a new version for `course` with the settings and questions of `source`, to be written."""
    questions = list(source.questions.prefetch_related("choices"))
    copy = _next(source, course)
    for question in questions:
        copy_question(question, copy, position=question.position, key=question.key)
    return copy


@transaction.atomic
def copy_evaluation(source: EvaluationForm, course: Course) -> EvaluationForm:
    """Return a new version for `course` with the items of `source`, to be written."""
    items = list(source.items.all())
    copy = _next(source, course)
    for item in items:
        item.pk, item.form = None, copy
        item._state.adding = True
    EvaluationItem.objects.bulk_create(items)
    return copy


def copy_question(source: Question, test: Assessment, *, position: int, key: str) -> Question:
    """Return a copy of a question with its choices."""
    copy = Question.objects.create(
        assessment=test,
        key=key,
        position=position,
        stem=source.stem,
        rationale=source.rationale,
        citation=source.citation,
        video_second=source.video_second,
        topic=source.topic,
    )
    Choice.objects.bulk_create(
        Choice(question=copy, position=each.position, text=each.text, is_correct=each.is_correct)
        for each in source.choices.all()
    )
    return copy


@transaction.atomic
def discard_version(*, version: Version, actor: User) -> None:
    """Throw away a version that is being written. Raises `Refused("released")`."""
    hold(version.course)
    version.refresh_from_db(fields=["released_at"])
    if version.released_at is not None:
        raise Refused("released", "This version was released: it stays as it is.")
    _record(actor, "version-discarded", version)
    version.delete()


def _next[V: (Assessment, EvaluationForm)](source: V, course: Course) -> V:
    """Return a new version for `course` with the settings of `source`."""
    siblings = type(source)._default_manager.filter(course=course)
    copy = type(source)._default_manager.get(pk=source.pk)
    copy.pk = None
    copy._state.adding = True
    copy.course = course
    copy.version, copy.digest, copy.released_at = next_version(siblings), "", None
    copy.save()
    return copy


def _first_test(course: Course) -> Assessment:
    return Assessment.objects.create(course=course, pass_percent=DEFAULT_PASS_PERCENT, digest="")


def _first_evaluation(course: Course) -> EvaluationForm:
    return EvaluationForm.objects.create(course=course, digest="")


def _record(actor: User, action: str, version: Version) -> None:
    provider = version.course.series.provider_id
    record(actor=actor, action=action, subject=version, provider=provider, version=version.version)
