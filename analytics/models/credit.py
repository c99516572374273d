"""Counts of certificates for reports, kept by a job (`analytics.services.summaries`)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analytics.models.summary import DayCell


class DailyCreditCount(DayCell):
    """How many who started a course on one day hold a valid certificate (not superseded or revoked).

    `minutes` lists the time from start to claim of each: medians cannot be added up, lists can.
    """

    credit_type_code = models.CharField(max_length=40)
    standing = models.PositiveIntegerField()
    minutes = ArrayField(models.IntegerField())

    class Meta:
        ordering = ["course", "level", "day"]
        indexes = [models.Index(fields=["course", "day"], name="credit_cells_of_a_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "level", "profession", "state", "day", "credit_type_code"],
                nulls_distinct=False,
                name="one_credit_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing} of those who started on {self.day}"


class IssuedDay(models.Model):
    """Certificates claimed in one course on one day; one that was corrected counts once.

    They stay when an account is deleted: the certificate is kept (ACCME: six years), its owner is not.
    """

    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField(help_text="On which they were claimed; of the provider.")
    credit_type_code = models.CharField(max_length=40)
    issued = models.PositiveIntegerField()
    standing = models.PositiveIntegerField()
    revoked = models.PositiveIntegerField()
    quarters = models.PositiveIntegerField(help_text="Quarter credits of those that stand.")

    class Meta:
        ordering = ["course", "-day"]
        constraints = [
            models.UniqueConstraint(
                "course", "day", "credit_type_code", name="issued_once_per_day_and_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issued} on {self.day}"
