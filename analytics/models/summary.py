"""Counts for reports, kept by a job so that no page counts a million rows (docs/decisions/0027).

Except for page views, nothing here is a record: it can be recounted from the records, and is every week.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.days import moment_words, portal_zone


class PageView(models.Model):
    """How often a course page was opened on one day, in its provider's time zone. No personal data."""

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="page_views"
    )
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint("course", "day", name="page_views_once_per_course_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.views} views on {self.day}"


class StaleCount(models.Model):
    """A mark that a cell must be counted again: written by triggers, deleted by the counting job.

    Never looked up by key and never updated, so there is no index and no conflict: learners who
    start the same course at once do not wait for each other. `key` is a course (`cohort`, `issued`)
    or a test (`test`); `at` is some time within the cell's day or month.
    """

    class Subject(models.TextChoices):
        COHORT = "cohort", "Learners who started on a day"
        TEST = "test", "First attempts at a test in a month"
        ISSUED = "issued", "Certificates claimed on a day"

    subject = models.CharField(max_length=6, choices=Subject)
    key = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject} {self.key}"


class Summary(models.Model):
    """The time up to which a kind of summary is complete: the “as of” on the pages."""

    name = models.SlugField(primary_key=True, max_length=20)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name_plural = "summaries"

    def __str__(self) -> str:
        return f"{self.name} as of {moment_words(self.as_of, portal_zone())}"


class Level(models.IntegerChoices):
    """What cells are counted by, besides course and day. A page reads the coarsest level that suffices."""

    ALL = 0, "everyone"
    PROFESSION = 1, "by profession"
    STATE = 2, "by state"
    BOTH = 3, "by profession and state"


class DayCell(models.Model):
    """Learners who started one course on one day; for each course, a learner counts on one day only.

    `profession` is NULL for those without one, and where `level` does not distinguish professions.
    """

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField(help_text="On which they started; of the provider.")
    level = models.PositiveSmallIntegerField(choices=Level)
    profession = models.ForeignKey(
        "accounts.Profession",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(max_length=2, blank=True)

    class Meta:
        abstract = True


class DailyEnrolmentCount(DayCell):
    """How many of those who started a course on one day reached each stage."""

    started = models.PositiveIntegerField()
    played = models.PositiveIntegerField()
    watched = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    evaluated = models.PositiveIntegerField()

    class Meta:
        verbose_name = "daily enrollment count"
        ordering = ["course", "level", "day"]
        indexes = [models.Index(fields=["course", "day"], name="cohort_cells_of_a_day")]
        constraints = [
            # In the column order of the pages' queries; the index above is for recounting.
            models.UniqueConstraint(
                fields=["course", "level", "profession", "state", "day"],
                nulls_distinct=False,
                name="one_cohort_cell",
            ),
            models.CheckConstraint(condition=Q(started__gte=1), name="cohort_cell_has_learners"),
        ]

    def __str__(self) -> str:
        return f"{self.started} started on {self.day}"


class QuestionMonth(models.Model):
    """First attempts of one month: the results of one question, and of the rest of the test with it.

    Sums that can be added up over months. `rest` is how many of the other questions were right.
    """

    question = models.ForeignKey(
        "courses.Question", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    month = models.DateField(help_text="Its first day.")
    asked = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    rest = models.PositiveBigIntegerField()
    rest_squared = models.PositiveBigIntegerField()
    rest_when_right = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint("question", "month", name="question_once_per_month"),
            models.CheckConstraint(
                condition=Q(right__lte=models.F("asked")), name="no_more_right_than_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right} of {self.asked} right in {self.month:%B %Y}"


class ChoiceMonth(models.Model):
    """How often one choice was taken in the first attempts of one month."""

    choice = models.ForeignKey(
        "courses.Choice", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    month = models.DateField(help_text="Its first day.")
    taken = models.PositiveIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint("choice", "month", name="choice_once_per_month")]

    def __str__(self) -> str:
        return f"taken {self.taken} times in {self.month:%B %Y}"


class Coverage(models.Model):
    """How much of each ten seconds of a video was watched, by all of its learners together.

    `learner_seconds[i]` sums, over the learners, the seconds watched of the ten from second `10·i`.
    Divided by `learners` and the piece's length it is the share of learners who watched that piece.
    """

    video = models.OneToOneField(
        "courses.Video", on_delete=models.CASCADE, primary_key=True, related_name="coverage"
    )
    learners = models.PositiveIntegerField(help_text="With at least one second watched.")
    completed = models.PositiveIntegerField()
    learner_seconds = ArrayField(models.BigIntegerField())
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "coverage"

    def __str__(self) -> str:
        return f"{self.learners} learners"
