"""Export layouts as data: what each column holds, and the codes that a destination uses."""

import pghistory
from django.db import models

from courses.models import CreditType
from providers.models import Provider
from reporting.models.identity import ReportingDestination


class Format(models.TextChoices):
    """The kind of file that a layout produces."""

    XLSX = "xlsx", "Excel workbook (.xlsx)"
    CSV = "csv", "CSV (.csv)"
    PARS_JSON = "pars-json", "PARS learner reports (.json)"

    @property
    def suffix(self) -> str:
        return "json" if self is Format.PARS_JSON else str(self.value)


class Subject(models.TextChoices):
    """What one line of a layout is about."""

    COMPLETION = "completion", "one credit of one learner"
    ACTIVITY = "activity", "the totals of one activity"


@pghistory.track()
class ExportLayout(models.Model):
    """How a file for one destination looks: its columns in order, as data that staff edit.

    A column names an expression from a fixed list (`reporting.services.vocabulary`); it is never code.
    `version` goes up with every change, and an export keeps the columns it was made with.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)
    destination = models.ForeignKey(
        ReportingDestination, on_delete=models.PROTECT, related_name="layouts"
    )
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.COMPLETION)
    format = models.CharField(max_length=12, choices=Format)
    has_header = models.BooleanField("names of columns in the first line", default=True)
    sheet_name = models.CharField(max_length=31, blank=True)
    credit_types = models.ManyToManyField(
        CreditType, blank=True, help_text="What is reported by it; none chosen: every type."
    )
    physicians_only = models.BooleanField(
        default=False, help_text="Others are left out, with that reason."
    )
    note = models.TextField(
        blank=True, help_text="Shown to staff beside the export: what to verify, where to upload."
    )
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ExportColumn(models.Model):
    """One column. In a JSON layout `header` is the path to the value, parts separated by dots."""

    layout = models.ForeignKey(ExportLayout, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    header = models.CharField(max_length=120)
    expression = models.CharField(max_length=60)
    required = models.BooleanField(
        default=False, help_text="A learner without this value is left out, with that reason."
    )
    validator = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["layout", "position"]
        constraints = [
            models.UniqueConstraint("layout", "position", name="one_column_at_each_position"),
        ]

    def __str__(self) -> str:
        return self.header


@pghistory.track()
class ProfessionCode(models.Model):
    """A destination's code for a profession; destinations change their code lists."""

    destination = models.ForeignKey(
        ReportingDestination, on_delete=models.CASCADE, related_name="profession_codes"
    )
    profession = models.ForeignKey("accounts.Profession", on_delete=models.CASCADE)
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["destination", "profession"]
        constraints = [
            models.UniqueConstraint("destination", "profession", name="one_code_a_profession"),
        ]

    def __str__(self) -> str:
        return f"{self.profession}: {self.code}"


@pghistory.track()
class TrackingNumber(models.Model):
    """The number under which a destination lists this provider, or one of its courses."""

    destination = models.ForeignKey(ReportingDestination, on_delete=models.CASCADE)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE)
    course = models.ForeignKey(
        "courses.Course",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text="Empty: the number of the provider itself.",
    )
    number = models.CharField(max_length=60)

    class Meta:
        ordering = ["destination", "provider", "course"]
        constraints = [
            models.UniqueConstraint(
                "destination",
                "provider",
                "course",
                nulls_distinct=False,
                name="one_tracking_number_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destination}: {self.number}"
