"""The post-test: opening an attempt, saving answers as they are given, and submitting it once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Assessment, Choice
from progress import terms
from progress.errors import NotEligible
from progress.models import Answer, Attempt, Enrolment
from progress.services.question_draw import draw
from progress.status import CreditStatus


@dataclass(frozen=True)
class AttemptHistory:
    """A learner's attempts, newest first, and whether another is allowed."""

    enrolment: Enrolment
    attempts: tuple[Attempt, ...]

    @property
    def assessment(self) -> Assessment:
        """The version of the test that this learner was told of."""
        return self.enrolment.assessment

    @property
    def open(self) -> Attempt | None:
        """The attempt in progress, if any; there is at most one."""
        return next((attempt for attempt in self.attempts if not attempt.submitted_at), None)

    @property
    def submitted(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.submitted_at]

    @property
    def counted(self) -> list[Attempt]:
        """The attempts submitted at this version of the test: what was told of their number is told of it alone."""
        own = self.enrolment.assessment_id
        return [attempt for attempt in self.submitted if attempt.assessment_id == own]

    @property
    def passed(self) -> bool:
        return any(attempt.passed for attempt in self.attempts)

    @property
    def left(self) -> int | None:
        """How many more attempts may be submitted; None if there is no limit."""
        limit = self.limit
        return None if limit is None else max(limit - len(self.counted), 0)

    @property
    def limit(self) -> int | None:
        """How many attempts may be submitted in all: the test's limit plus any that were granted; None: no limit."""
        return self.enrolment.attempt_limit

    @property
    def needed(self) -> int:
        """How many questions must be right to pass."""
        return self.assessment.correct_needed(self.assessment.asked_count)

    @property
    def explained(self) -> bool:
        """Whether rationales may be shown: only once passed or out of attempts, so that they spoil none."""
        return self.passed or self.left == 0


def history_of(enrolment: Enrolment) -> AttemptHistory:
    """Return every attempt of this enrolment, in one query."""
    return AttemptHistory(enrolment, tuple(enrolment.attempts.all()))


@transaction.atomic
def open_attempt(*, enrolment: Enrolment, now: datetime) -> Attempt:
    """Return the learner's open attempt, or begin the next one.

    Idempotent, and safe under any number of concurrent requests. Raises `NotEligible`: what is missing
    before the test (`not_watched`, …), `already_passed` or `attempts_exhausted`.
    """
    enrolment = _locked(enrolment)
    status = CreditStatus(enrolment.course, enrolment.user, enrolment, now)
    status.require("test")
    history = history_of(enrolment)
    if history.open:
        return history.open
    if history.passed:
        url = reverse("progress:evaluation", args=[enrolment.course.slug])
        raise NotEligible("already_passed", _("You’ve passed this test. Continue from here."), url)
    # What `status` knows of attempts was read before the lock was had.
    if history.left == 0:
        raise terms.attempts_exhausted(enrolment, expired=status.expired)
    # So that nobody can predict what the next attempt asks, nor the order of its choices.
    seed = secrets.randbelow(2**31)
    attempt = new_attempt(enrolment, number=len(history.attempts) + 1, seed=seed, now=now)
    attempt.save(force_insert=True)
    return attempt


def new_attempt(enrolment: Enrolment, *, number: int, seed: int, now: datetime) -> Attempt:
    """Return an unsaved attempt. `seed` decides what it asks, and in which order."""
    test = enrolment.assessment
    return Attempt(
        enrolment=enrolment,
        assessment=test,
        number=number,
        seed=seed,
        question_ids=_drawn(test, seed),
        started_at=now,
    )


def _drawn(assessment: Assessment, seed: int) -> list[int] | None:
    """Return the ids of the questions that an attempt with `seed` asks; None for the whole test."""
    if not assessment.is_drawn:
        return None
    pool = list(assessment.questions.values_list("pk", "topic"))
    return draw(pool, count=assessment.asked_count, by_topic=assessment.draw_by_topic, seed=seed)


@transaction.atomic
def save_answers(*, attempt: Attempt, answers: Mapping[int, int], now: datetime) -> int:
    """Save `answers` (question id → choice id) and return how many questions are answered.

    A later answer to the same question replaces the earlier one; other answers are left alone. Raises
    `NotEligible` with `attempt_submitted`, `enrolment_closed` or `unknown_choice`, and then changes
    nothing.
    """
    locked = _locked_attempt(attempt, now)
    if locked.submitted_at:
        url = reverse("progress:test", args=[locked.enrolment.course.slug])
        message = _("You already submitted this attempt. Its result won’t change.")
        raise NotEligible("attempt_submitted", message, url)
    _write_answers(locked, answers, now)
    return locked.answers.count()


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[int, int], now: datetime) -> Attempt:
    """Save the last `answers`, grade the attempt on the server, and return it with its score.

    Graded once: submitting again, concurrently or later, returns the first result. A pass sets
    `test_passed_at`, which then never changes. Raises `NotEligible` with `unanswered`,
    `enrolment_closed` or `unknown_choice`, and then changes nothing.
    """
    locked = _locked_attempt(attempt, now)
    if locked.submitted_at:
        return locked
    _write_answers(locked, answers, now)
    questions = locked.asked_count
    if locked.answers.count() < questions:
        raise NotEligible("unanswered", _("Answer every question before you submit."))
    correct = locked.answers.filter(choice__is_correct=True).count()
    passed = correct >= locked.assessment.correct_needed(questions)
    Attempt.objects.filter(pk=locked.pk, submitted_at__isnull=True).update(
        submitted_at=now, correct=correct, questions=questions, passed=passed
    )
    if passed:
        Enrolment.objects.filter(pk=locked.enrolment_id, test_passed_at__isnull=True).update(
            test_passed_at=now
        )
    return Attempt.objects.get(pk=locked.pk)


def _locked(enrolment: Enrolment) -> Enrolment:
    """Lock the enrolment, which serializes all changes to the learner's test; beats do not need this lock."""
    return (
        Enrolment.objects.with_content()
        .select_related("user__profession")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=enrolment.pk)
    )


def _locked_attempt(attempt: Attempt, now: datetime) -> Attempt:
    """Lock the enrolment, then read the attempt, so that it cannot be submitted or closed meanwhile."""
    enrolment = _locked(attempt.enrolment)
    CreditStatus(enrolment.course, enrolment.user, enrolment, now).require("watch")
    locked = Attempt.objects.select_related("assessment").get(pk=attempt.pk)
    locked.enrolment = enrolment
    return locked


def _write_answers(attempt: Attempt, answers: Mapping[int, int], now: datetime) -> None:
    choices = Choice.objects.filter(
        pk__in=answers.values(), question__assessment=attempt.assessment
    ).in_bulk()
    for question_id, choice_id in answers.items():
        asked = attempt.question_ids is None or question_id in attempt.question_ids
        if not asked or choice_id not in choices or choices[choice_id].question_id != question_id:
            raise NotEligible("unknown_choice", _("That answer isn’t one of this test’s."))
    Answer.objects.bulk_create(
        [
            Answer(attempt=attempt, question_id=question, choice_id=choice, answered_at=now)
            for question, choice in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["attempt", "question"],
        update_fields=["choice", "answered_at"],
    )
