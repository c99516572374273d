"""The evaluation, ACCME's outcome measure, and the library of items for it."""

import pghistory
from django.db import models
from django.db.models import Deferrable, Q

from courses.models.freezing import frozen_part, frozen_version


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
            # A version with a digest is being loaded from a folder and is released at once.
            models.UniqueConstraint(
                "course",
                condition=Q(released_at__isnull=True, digest=""),
                name="one_evaluation_being_written",
            ),
        ]
        triggers = [frozen_version()]

    def __str__(self) -> str:
        return f"Evaluation of {self.course} (version {self.version})"


class ItemKind(models.TextChoices):
    """How an evaluation item is answered."""

    LIKERT = "likert", "Scale"
    CHOICE = "choice", "One choice"
    CHOICES = "choices", "Several choices"
    TEXT = "text", "Free text"


class ItemPurpose(models.TextChoices):
    """What an evaluation item measures; the first three are the outcomes that ACCME asks about."""

    OBJECTIVES = "objectives", "Objectives met"
    BIAS = "bias", "Free of commercial bias"
    CHANGE = "change", "Intended change in practice"
    BARRIERS = "barriers", "Barriers to change"
    OVERALL = "overall", "Overall judgment"
    COMMENT = "comment", "Free comment"


@pghistory.track()
class EvaluationItem(models.Model):
    """One item of an evaluation. `options` are its labels, in order; empty for free text."""

    form = models.ForeignKey(EvaluationForm, on_delete=models.CASCADE, related_name="items")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind)
    prompt = models.TextField()
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list, blank=True)
    purpose = models.CharField(
        "what it measures", max_length=12, choices=ItemPurpose, blank=True, default=""
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "position"],
                name="item_position_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint("form", "key", name="item_key_once"),
        ]
        triggers = [frozen_part("courses_evaluationform", "{row}.form_id")]

    def __str__(self) -> str:
        return self.prompt


@pghistory.track()
class EvaluationLibraryItem(models.Model):
    """An item that staff may copy into an evaluation: later changes do not affect any evaluation."""

    provider = models.ForeignKey(
        "providers.Provider",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evaluation_items",
        help_text="Empty: every provider of this portal may use it.",
    )
    name = models.CharField(max_length=80)
    purpose = models.CharField("what it measures", max_length=12, choices=ItemPurpose, blank=True)
    kind = models.CharField(max_length=10, choices=ItemKind)
    prompt = models.TextField(
        help_text="{objective} stands for a learning objective: one item is made for each."
    )
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on it is no longer offered."
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
