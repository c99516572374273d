"""The evaluation: sent once, and stored anonymously."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from progress.errors import NotEligible
from progress.models import Enrolment, EvaluationResponse
from progress.status import CreditStatus

EvaluationAnswers = dict[str, int | list[int] | str]
"""Item key → index of the option (from 0), list of indexes, or text; unanswered items are absent."""


@transaction.atomic
def submit_evaluation(*, enrolment: Enrolment, answers: EvaluationAnswers, now: datetime) -> bool:
    """Store an evaluation and mark it as sent on the enrolment; False if one had been sent before.

    Only once, even under concurrent requests: the enrolment's time is set by a conditional update in
    the same transaction. Besides the answers, the response holds only its form's version and the month
    in the provider's time zone. Raises `NotEligible` with what is missing before the evaluation.
    """
    noted = Enrolment.objects.filter(
        pk=enrolment.pk,
        evaluated_at__isnull=True,
        test_passed_at__isnull=False,
        closed_at__isnull=True,
    ).update(
        # Two servers' clocks may differ by more than the time a learner needs to answer.
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
    """Raise the `NotEligible` that explains why nothing was marked, unless the evaluation was already sent."""
    current = Enrolment.objects.with_content().select_related("user").get(pk=enrolment.pk)
    if current.evaluated_at is None:
        CreditStatus(current.course, current.user, current, now).require("evaluation")
        raise NotEligible("try_again", _("Please submit the evaluation again."))
