"""Imports: one file each, its lines with what became of them, and what a provider's files are called."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from imports.values import DateOrder, DecimalMark


class Import(models.Model):
    """One file of another program, from its upload until its good lines are taken.

    `content` is the file until its lines are read into `ImportRow`. `header` are its column names,
    `columns` says at which place (from 0) each field of the kind stands, `choices` what its words stand
    for ("" leaves a line out), by field and plain text. `counts` are the lines by state, `summary` what
    its kind adds once it is taken. `failed_state` is the state in which an error of ours met it.
    """

    class State(models.TextChoices):
        READING = "reading", "Reading"
        MAPPING = "mapping", "Columns to match"
        CHECKING = "checking", "Checking"
        READY = "ready", "Ready"
        TAKING = "taking", "Importing"
        DONE = "done", "Imported"
        UNDOING = "undoing", "Undoing"
        UNDONE = "undone", "Undone"
        UNREADABLE = "unreadable", "Cannot be read"
        FAILED = "failed", "Failed"
        DISCARDED = "discarded", "Discarded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="imports"
    )
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=b"")
    format = models.CharField(max_length=10, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    encoding_guessed = models.BooleanField(default=False)
    header = ArrayField(models.TextField(), default=list)
    columns = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    order = models.CharField(max_length=3, default=DateOrder.MONTH_FIRST.value)
    mark = models.CharField(max_length=1, default=DecimalMark.POINT.value)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    failed_state = models.CharField(max_length=10, blank=True)
    error = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undone", "discarded"]) | Q(content=b""),
                name="a_taken_file_is_not_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "kind", "target"], name="import_of_target"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display().lower()})"

    def get_absolute_url(self) -> str:
        return self.url()

    @property
    def under_way(self) -> bool:
        """Whether the portal is at work on it."""
        return self.state in {
            self.State.READING,
            self.State.CHECKING,
            self.State.TAKING,
            self.State.UNDOING,
        }

    @property
    def may_be_discarded(self) -> bool:
        """Whether nothing was taken from it yet, and the portal is not at work on it."""
        if self.state == self.State.FAILED:
            return self.failed_state != self.State.UNDOING
        return self.state in {self.State.MAPPING, self.State.READY, self.State.UNREADABLE}

    @property
    def is_table(self) -> bool:
        """Whether it came as rows and columns, not in a format with items of its own."""
        return self.format in {"csv", "xlsx"}

    def url(self, page: str = "import") -> str:
        """Return the address of one of its pages: import, columns, returned, take, undo, discard, again."""
        return reverse(f"imports:{self.kind}-{page}", args=[self.pk])

    @property
    def discard_url(self) -> str:
        """The address that throws it away."""
        return self.url("discard")


class ImportRow(models.Model):
    """One line of a file: its own cells, and what became of it.

    `line` counts from 1 as an editor or a spreadsheet shows it. `text` is the item's own text in a text
    format. `unread` are reasons that reading gave: such a line is never checked. `made_id` is the primary
    key of what was made of it, if its kind wants to know it again.
    """

    class State(models.TextChoices):
        GOOD = "good", "Good"
        KNOWN = "known", "Already here"
        PASSED = "passed", "Ignored"
        RETURNED = "returned", "Returned"

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField(), default=list)
    text = models.TextField(blank=True)
    unread = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, blank=True)
    values: Any = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    made_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["source", "line"], name="one_row_to_a_line"),
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"


class ImportMemory(models.Model):
    """What the columns and words of a provider's files mean, as staff said it last.

    `columns`: plain column name (name#2 for the second of two) → field's key; `choices`: field's key →
    plain text → code.
    """

    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.CASCADE, related_name="import_memories"
    )
    kind = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    order = models.CharField(max_length=3, blank=True)
    mark = models.CharField(max_length=1, blank=True)

    class Meta:
        verbose_name_plural = "import memories"
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind"], name="one_memory_to_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {self.kind}"
