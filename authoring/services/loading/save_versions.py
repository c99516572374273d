"""Tests and evaluations are versions: what differs from the newest is added, nothing is changed."""

from datetime import datetime
from typing import Any

from authoring.services.loading.plan import digest
from courses.models import Assessment, Choice, Course, EvaluationForm, EvaluationItem, Question
from courses.services.newest import next_version


def save_test(course: Course, content: dict[str, Any], *, now: datetime) -> Assessment | None:
    """Add a version of the post-test, or return None when the newest one says the same."""
    newest, fingerprint = course.current_assessment, digest(content)
    if newest and newest.digest == fingerprint:
        return None
    test = Assessment.objects.create(
        course=course,
        version=next_version(course.assessments),
        pass_percent=content["pass_percent"],
        max_attempts=content["max_attempts"],
        draw=content.get("draw"),
        draw_by_topic=content.get("draw_by_topic", False),
        digest=fingerprint,
    )
    for position, values in enumerate(content["questions"], start=1):
        fields = {key: value for key, value in values.items() if key != "choices"}
        question = Question.objects.create(assessment=test, position=position, **fields)
        Choice.objects.bulk_create(
            Choice(
                question=question,
                position=at,
                text=choice["text"],
                is_correct=choice["correct"],
            )
            for at, choice in enumerate(values["choices"], start=1)
        )
    _release(test, now)
    return test


def save_evaluation(
    course: Course, content: dict[str, Any], *, now: datetime
) -> EvaluationForm | None:
    """Add a version of the evaluation, or return None when the newest one says the same."""
    newest, fingerprint = course.current_evaluation, digest(content)
    if newest and newest.digest == fingerprint:
        return None
    form = EvaluationForm.objects.create(
        course=course,
        version=next_version(course.evaluations),
        digest=fingerprint,
    )
    EvaluationItem.objects.bulk_create(
        EvaluationItem(form=form, position=position, **values)
        for position, values in enumerate(content["items"], start=1)
    )
    _release(form, now)
    return form


def _release(version: Assessment | EvaluationForm, now: datetime) -> None:
    """From here the database refuses every change of it."""
    version.released_at = now
    version.save(update_fields=["released_at"])
