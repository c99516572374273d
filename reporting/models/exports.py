"""Exports, each with its rows and the learners it left out.

An export is evidence. Only the state of its rows changes. They hold nothing sensitive: the values are
only in the file, which is encrypted and deleted after a while.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.models.certificate import Certificate
from providers.models import Provider
from reporting.models.identity import ReportingDestination
from reporting.models.layouts import ExportLayout, Format


class Action(models.TextChoices):
    """What a row asks the destination to do. There is no change: a correction is both."""

    ADD = "add", "Add"
    DELETE = "delete", "Delete"


class State(models.TextChoices):
    """How far a row has come."""

    QUEUED = "queued", "Waiting for its file"
    EXPORTED = "exported", "In the file, not answered yet"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


# An export is never deleted; once finished, only `file_removed_at` and `discarded_at` change.
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
    """One report: who made it, when, of what, with which version of which layout, and the file's hash."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="exports")
    layout = models.ForeignKey(ExportLayout, on_delete=models.PROTECT, related_name="exports")
    layout_version = models.PositiveIntegerField()
    columns = models.JSONField(help_text="The layout's columns as they were.")
    selection = models.JSONField(help_text="Courses, period, and credit types that were asked for.")
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
    """Filters that planning the next export needs."""

    def reported(self) -> "ExportRowQuerySet":
        """Keep additions that the destination has, as far as we know: neither rejected nor deleted since."""
        return self.filter(action=Action.ADD, undone_at__isnull=True).exclude(state=State.REJECTED)


class ExportRow(models.Model):
    """One line of an export. Nothing sensitive: it refers to the certificate, the rest is in the file.

    `undone_at`: when a deletion of it was exported. Emptied when that deletion is rejected.
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
