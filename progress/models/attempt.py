"""A learner's attempts at a post-test; all are kept, with every answer."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models import Question


class Attempt(models.Model):
    """One attempt, open until it is submitted. `seed` fixes which questions are drawn and the order of choices."""

    enrolment = models.ForeignKey(
        "progress.Enrolment",
        on_delete=models.CASCADE,
        related_name="attempts",
        verbose_name="enrollment",
    )
    assessment = models.ForeignKey("courses.Assessment", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    question_ids = models.JSONField(
        null=True,
        blank=True,
        help_text="The ids of the questions asked, in their order. Empty: all, as the test has them.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    correct = models.PositiveSmallIntegerField(null=True, blank=True)
    questions = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(
                fields=["assessment", "submitted_at"],
                condition=Q(number=1, submitted_at__isnull=False),
                name="first_attempts_of_a_month",
            ),
        ]
        constraints = [
            models.UniqueConstraint("enrolment", "number", name="attempt_number_once"),
            models.UniqueConstraint(
                "enrolment", condition=Q(submitted_at__isnull=True), name="one_open_attempt"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(correct__lte=F("questions"), passed__isnull=False),
                name="submitted_attempt_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} of {self.enrolment}"

    @property
    def asked_count(self) -> int:
        """The number of questions this attempt asks."""
        return (
            self.assessment.question_count if self.question_ids is None else len(self.question_ids)
        )

    def asked(self) -> list[Question]:
        """Return the questions that this attempt asks, with their choices, in their order."""
        questions = list(self.assessment.questions.prefetch_related("choices"))
        if self.question_ids is None:
            return questions
        by_id = {question.pk: question for question in questions}
        return [by_id[question_id] for question_id in self.question_ids]


class Answer(models.Model):
    """The choice made for one question in one attempt, saved as it is made."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey("courses.Question", on_delete=models.PROTECT)
    choice = models.ForeignKey("courses.Choice", on_delete=models.PROTECT)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question__position"]
        constraints = [
            models.UniqueConstraint("attempt", "question", name="one_answer_per_question"),
        ]

    def __str__(self) -> str:
        return f"Answer to question {self.question_id}"
