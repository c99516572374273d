"""The evaluation: sent once, and kept without a trace of who sent it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from progress.errors import NotEligible
from progress.models import Enrolment, EvaluationResponse
from progress.status import CreditStatus

EvaluationAnswers = dict[str, int | list[int] | str]
"""The item's key → the place of the option from 0, several places, or text; unanswered items absent."""


@transaction.atomic
def submit_evaluation(*, enrolment: Enrolment, answers: EvaluationAnswers, now: datetime) -> bool:
    """Store an evaluation and note on the enrolment that it was sent; False when it had been before.

    Once, also from any number of requests at once: the enrolment's moment is set by a conditional
    update in the same transaction. The response carries its form's version and month in the
    provider's time zone, nothing else. Raises `NotEligible` with what stands before the evaluation.
    """
    noted = Enrolment.objects.filter(
        pk=enrolment.pk,
        evaluated_at__isnull=True,
        test_passed_at__isnull=False,
        closed_at__isnull=True,
    ).update(
        # Two servers' clocks may disagree by more than a learner needs to answer.
        evaluated_at=Greatest(Value(now), F("test_passed_at"))
    )
    if not noted:
        _explain(enrolment, now)
        return False
    today = enrolment.course.series.provider.day_of(now)
    EvaluationResponse.objects.create(
        form=enrolment.evaluation_form, month=today.replace(day=1), answers=answers
    )
    return True


def _explain(enrolment: Enrolment, now: datetime) -> None:
    """Raise the `NotEligible` for which nothing was noted, unless the evaluation had been sent."""
    current = Enrolment.objects.with_content().select_related("user").get(pk=enrolment.pk)
    if current.evaluated_at is None:
        CreditStatus(current.course, current.user, current, now).require("evaluation")
        raise NotEligible("try_again", "Please send the evaluation once more.")
