"""What learners thought of a course, stored anonymously."""

import uuid

from django.db import models


class EvaluationResponse(models.Model):
    """One evaluation. By design it has no learner, time or order, only a random key and a month.

    That a learner has evaluated is on the enrolment (`evaluated_at`); nothing links the two.
    `answers` maps the item's key to a position in its options, a list of them, or text.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey("courses.EvaluationForm", on_delete=models.PROTECT)
    month = models.DateField(help_text="The first day of the month it was sent in.")
    answers = models.JSONField()

    class Meta:
        ordering = ["month", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="evaluation_knows_only_its_month"
            ),
        ]

    def __str__(self) -> str:
        return f"A response of {self.month:%B %Y}"
