"""Aggregated evaluations. They identify nobody, because they change by at least five responses at a time."""

from django.db import models
from django.db.models import Q

SMALLEST_GROUP = 5
"""Aggregates are reported for five or more answers (DOMAIN §10.3)."""


class EvaluationRelease(models.Model):
    """Responses of one version that were released in one month, five or more at a time.

    Responses wait until there are five, and are then added together. So any two reports, of different
    days or periods, differ by at least five responses if they differ at all.
    """

    form = models.ForeignKey(
        "courses.EvaluationForm", on_delete=models.CASCADE, related_name="releases"
    )
    month = models.DateField(help_text="The first day of the month they were released in.")
    responses = models.PositiveIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint("form", "month", name="one_release_per_form_and_month"),
            models.CheckConstraint(
                condition=Q(responses__gte=SMALLEST_GROUP), name="a_release_is_five_or_more"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="release_knows_only_its_month"),
        ]

    def __str__(self) -> str:
        return f"{self.responses} responses released in {self.month:%B %Y}"


class OptionCount(models.Model):
    """How often one option of one item was chosen in a release. `option` is its index, from 0."""

    release = models.ForeignKey(
        EvaluationRelease, on_delete=models.CASCADE, related_name="option_counts"
    )
    item = models.ForeignKey("courses.EvaluationItem", on_delete=models.CASCADE, related_name="+")
    option = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["item__position", "option"]
        constraints = [
            models.UniqueConstraint("release", "item", "option", name="option_once_per_release"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × option {self.option}"


class Comment(models.Model):
    """A free-text answer, stored apart from the rest of its response; shown once staff have approved it.

    The key is a hash that reveals no order. Neither its time nor its release is stored.
    """

    class Verdict(models.TextChoices):
        WAITING = "", "Waits to be read"
        SHOWN = "shown", "Shown in the report"
        HIDDEN = "hidden", "Kept out of the report"

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(
        "courses.EvaluationItem", on_delete=models.CASCADE, related_name="comments"
    )
    text = models.TextField()
    verdict = models.CharField(
        max_length=6, choices=Verdict, blank=True, default=Verdict.WAITING, db_default=""
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"A comment ({self.get_verdict_display()})"
