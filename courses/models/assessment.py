"""The post-test and the evaluation. Once someone used a version, a change makes a new one."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.functional import cached_property


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Versions of a test, newest first."""

    def counted(self) -> "AssessmentQuerySet":
        """Bring `question_count` along. Grouping drops the model's order, so it is said again."""
        counted = self.annotate(question_count=Count("questions"))  # type: ignore[no-redef]
        return counted.order_by("course", "-version")


@pghistory.track()
class Assessment(models.Model):
    """One version of a course's post-test. AMA: its pass mark is told before anyone takes part."""

    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="assessments"
    )
    version = models.PositiveIntegerField(default=1)
    pass_percent = models.PositiveSmallIntegerField(
        "pass mark in percent", validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    max_attempts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: as many as the learner needs."
    )
    digest = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Empty while it is being written."
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint("course", "version", name="assessment_version_once"),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(1, 100)), name="pass_mark_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(max_attempts__isnull=True) | Q(max_attempts__gte=1),
                name="at_least_one_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"Post-test of {self.course} (version {self.version})"

    @cached_property
    def question_count(self) -> int:
        """How many questions it has; `counted()` brings the number along."""
        return self.questions.count()

    def correct_needed(self, questions: int) -> int:
        """Return how many of `questions` must be right: the pass mark, rounded up."""
        return -(-questions * self.pass_percent // 100)


@pghistory.track()
class Question(models.Model):
    """One item of a post-test, with the reason for its answer and where the video gives it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    stem = models.TextField()
    rationale = models.TextField()
    citation = models.TextField()
    video_second = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("assessment", "position", name="question_position_once"),
            models.UniqueConstraint("assessment", "key", name="question_key_once"),
        ]

    def __str__(self) -> str:
        return self.stem


@pghistory.track()
class Choice(models.Model):
    """One answer that can be given to a question; exactly one is right."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    is_correct = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("question", "position", name="choice_position_once"),
            models.UniqueConstraint(
                "question", condition=Q(is_correct=True), name="one_right_choice_per_question"
            ),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class EvaluationForm(models.Model):
    """One version of a course's evaluation, ACCME's outcome measure."""

    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="evaluations"
    )
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Empty while it is being written."
    )

    class Meta:
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint("course", "version", name="evaluation_version_once"),
        ]

    def __str__(self) -> str:
        return f"Evaluation of {self.course} (version {self.version})"


class ItemKind(models.TextChoices):
    """How an evaluation item is answered."""

    LIKERT = "likert", "Scale"
    CHOICE = "choice", "One choice"
    CHOICES = "choices", "Several choices"
    TEXT = "text", "Free text"


@pghistory.track()
class EvaluationItem(models.Model):
    """One item of an evaluation. `options` are the labels, in order; none for free text."""

    form = models.ForeignKey(EvaluationForm, on_delete=models.CASCADE, related_name="items")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind)
    prompt = models.TextField()
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("form", "position", name="item_position_once"),
            models.UniqueConstraint("form", "key", name="item_key_once"),
        ]

    def __str__(self) -> str:
        return self.prompt
