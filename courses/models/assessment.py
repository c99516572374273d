"""The post-test: its questions and its pass mark. A released version never changes."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Deferrable, Q
from django.utils.functional import cached_property

from courses.models.freezing import frozen_part, frozen_version

MAX_CHOICES = 8


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Versions of a test, newest first."""

    def counted(self) -> "AssessmentQuerySet":
        """Annotate with `question_count`. Grouping drops the model's ordering, so it is repeated here."""
        counted = self.annotate(question_count=Count("questions"))  # type: ignore[no-redef]
        return counted.order_by("course", "-version")


@pghistory.track()
class Assessment(models.Model):
    """One version of a course's post-test. AMA: learners are told its pass mark before they take part."""

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
    draw = models.PositiveSmallIntegerField(
        "questions asked in an attempt",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Drawn at random for each attempt. Empty: every question is asked.",
    )
    draw_by_topic = models.BooleanField(
        "draw from each topic", default=False, help_text="As evenly as the topics allow."
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
            # A version with a digest is being loaded from a folder and is released at once.
            models.UniqueConstraint(
                "course",
                condition=Q(released_at__isnull=True, digest=""),
                name="one_test_being_written",
            ),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(1, 100)), name="pass_mark_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(max_attempts__isnull=True) | Q(max_attempts__gte=1),
                name="at_least_one_attempt",
            ),
            models.CheckConstraint(
                condition=Q(draw__isnull=True, draw_by_topic=False) | Q(draw__gte=1),
                name="at_least_one_question_drawn",
            ),
        ]
        triggers = [frozen_version()]

    def __str__(self) -> str:
        return f"Post-test of {self.course} (version {self.version})"

    @cached_property
    def question_count(self) -> int:
        """How many questions it has; no query if `counted()` was used."""
        return self.questions.count()

    @property
    def asked_count(self) -> int:
        """How many questions an attempt asks: those drawn, or all of them."""
        return min(self.draw or self.question_count, self.question_count)

    @property
    def is_drawn(self) -> bool:
        """Whether an attempt asks fewer questions than there are."""
        return self.asked_count < self.question_count

    def correct_needed(self, questions: int) -> int:
        """Return how many of `questions` must be answered correctly: the pass mark, rounded up."""
        return -(-questions * self.pass_percent // 100)


@pghistory.track()
class Question(models.Model):
    """One question of a post-test, with its rationale and the moment at which the video answers it.

    While its version is being written, the rationale, the source and the second may still be missing.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    stem = models.TextField()
    rationale = models.TextField()
    citation = models.TextField()
    video_second = models.PositiveIntegerField(null=True)
    topic = models.CharField(max_length=80, blank=True)
    objectives = models.JSONField(
        "measures",
        default=list,
        blank=True,
        help_text="The objectives of the course that it measures, as they read when it was written.",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            # Checked at the end of a statement, so that one statement can move several.
            models.UniqueConstraint(
                fields=["assessment", "position"],
                name="question_position_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint("assessment", "key", name="question_key_once"),
        ]
        triggers = [frozen_part("courses_assessment", "{row}.assessment_id")]

    def __str__(self) -> str:
        return self.stem


@pghistory.track()
class Choice(models.Model):
    """One possible answer to a question; exactly one is right."""

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
        triggers = [
            frozen_part(
                "courses_assessment",
                "SELECT assessment_id FROM courses_question WHERE id = {row}.question_id",
            )
        ]

    def __str__(self) -> str:
        return self.text
