"""Reports: layouts as data, each export with its rows and whom it left out, and what was answered.

An export is evidence. Its rows change their state and nothing else, and hold nothing sensitive: the
values stand in the file alone, which is encrypted and deleted after a while.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import ReportingDestination
from certificates.models.certificate import Certificate
from courses.models import CreditType, Provider


class Format(models.TextChoices):
    """What kind of file a layout makes."""

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

    A column names an expression of a closed vocabulary (`services.reporting.vocabulary`); it is never
    code. `version` goes up with every change, and an export keeps the columns it was made with.
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
    """What a destination calls a profession; code lists are theirs and change."""

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


class Action(models.TextChoices):
    """What a row asks the destination to do. They know no change: a correction is both."""

    ADD = "add", "Add"
    DELETE = "delete", "Delete"


class State(models.TextChoices):
    """How far a row has come."""

    QUEUED = "queued", "Waiting for its file"
    EXPORTED = "exported", "In the file, not answered yet"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


# What an export is stands from the start; what became of it is written once.
_EXPORT_STANDS = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an export is kept' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.finished_at IS NOT NULL AND
        to_jsonb(NEW) - '{file_removed_at,discarded_at}'::text[]
        <> to_jsonb(OLD) - '{file_removed_at,discarded_at}'::text[]
    THEN
        RAISE EXCEPTION 'a finished export cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""
_ROW_STANDS = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the rows of an export are kept' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - '{state,state_at,reason,undone_at,certificate_id}'::text[]
        <> to_jsonb(OLD) - '{state,state_at,reason,undone_at,certificate_id}'::text[]
        OR (NEW.certificate_id IS NOT NULL AND NEW.certificate_id IS DISTINCT FROM OLD.certificate_id)
    THEN
        RAISE EXCEPTION 'only the state of an exported row changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class Export(models.Model):
    """One report: who made it, when, of what, by which version of which layout, and the file's hash."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="exports")
    layout = models.ForeignKey(ExportLayout, on_delete=models.PROTECT, related_name="exports")
    layout_version = models.PositiveIntegerField()
    columns = models.JSONField(help_text="The layout's columns as they were.")
    selection = models.JSONField(help_text="Courses, period and credit types that were asked for.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    checked = models.PositiveIntegerField(default=0)
    to_check = models.PositiveIntegerField(default=0)
    adds = models.PositiveIntegerField(default=0)
    deletes = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    file_removed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["provider", "-made_at"], name="exports_of_provider")]
        triggers = [
            pgtrigger.Trigger(
                name="export_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_EXPORT_STANDS,
            )
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"

    @property
    def file_name(self) -> str:
        """The neutral name under which the file is downloaded."""
        return f"report-{self.pk}.{Format(self.layout.format).suffix}"

    @property
    def stored_name(self) -> str:
        """The name under which the file is kept, encrypted."""
        return f"export-{self.pk}.bin"

    @property
    def has_file(self) -> bool:
        return bool(self.finished_at and not self.file_removed_at)


class ExportRowQuerySet(models.QuerySet["ExportRow"]):
    """Rows in the words of the next export."""

    def reported(self) -> "ExportRowQuerySet":
        """Keep the additions that stand at their destination, as far as we know."""
        return self.filter(action=Action.ADD, undone_at__isnull=True).exclude(state=State.REJECTED)


class ExportRow(models.Model):
    """One line of an export. Nothing sensitive: the certificate says whose, the file said the rest.

    `undone_at`: a deletion of it has been exported since. A rejected deletion takes that back.
    """

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="rows")
    destination = models.ForeignKey(ReportingDestination, on_delete=models.PROTECT)
    line = models.PositiveIntegerField()
    certificate = models.ForeignKey(
        Certificate, on_delete=models.SET_NULL, null=True, related_name="export_rows"
    )
    credit_id = models.CharField(max_length=300)
    action = models.CharField(max_length=6, choices=Action)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)

    objects = ExportRowQuerySet.as_manager()

    class Meta:
        ordering = ["export", "line"]
        constraints = [
            models.UniqueConstraint("export", "line", name="one_row_a_line"),
            models.UniqueConstraint(
                "destination",
                "certificate",
                condition=Q(action="add", undone_at__isnull=True) & ~Q(state="rejected"),
                name="a_certificate_is_reported_once",
            ),
            models.UniqueConstraint(
                "undoes",
                condition=Q(undoes__isnull=False) & ~Q(state="rejected"),
                name="a_report_is_deleted_once",
            ),
            models.CheckConstraint(
                condition=Q(action="add", undoes__isnull=True)
                | Q(action="delete", undoes__isnull=False),
                name="a_deletion_undoes_an_addition",
            ),
        ]
        indexes = [
            models.Index(fields=["certificate", "destination"], name="export_rows_of_certificate"),
            models.Index(fields=["export", "state"], name="export_rows_by_state"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="export_row_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_ROW_STANDS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: line {self.line}"


class ExportExclusion(models.Model):
    """A learner's certificate that an export left out, and the code of every reason."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="exclusions")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.SET_NULL, null=True, related_name="export_exclusions"
    )
    reasons = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return ", ".join(self.reasons)


class ExportReply(models.Model):
    """What a destination answered to an export: read first, applied when staff agree.

    `outcomes` maps a line of the export to {"state", "reason"}; `unmatched` quotes what belonged to no
    line, with long numbers masked.
    """

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="replies")
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    read_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)
    outcomes = models.JSONField()
    unmatched = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-read_at"]
        verbose_name_plural = "export replies"

    def __str__(self) -> str:
        return f"Reply to export {self.export_id}"


@pghistory.track()
class TrackingNumber(models.Model):
    """How a destination knows this provider, or one of its courses."""

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
