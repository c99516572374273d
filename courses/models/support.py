"""Commercial support of a course: who gave what, how it was used, and the agreement (ACCME Standard 4)."""

import pghistory
from django.db import models
from django.db.models import Q

LONGEST_SOURCE = 300
"""The most characters of a company's name that is typed now; a line that a course had before may be longer."""


class SupportNature(models.TextChoices):
    """What learners are told was given."""

    GRANT = "grant", "Educational grant"
    IN_KIND = "in-kind", "Support in kind"


class CurrentSupport(models.Manager["CommercialSupport"]):
    """The rows that hold; what was removed or replaced stays in `CommercialSupport.kept`."""

    def get_queryset(self) -> "models.QuerySet[CommercialSupport]":
        return super().get_queryset().filter(ended_at__isnull=True)


@pghistory.track()
class CommercialSupport(models.Model):
    """What one ineligible company gave to one course. Learners read source and nature; the rest is kept.

    `agreement` names a file of `accounts.private_files`; `agreement_name` is how it was called when it came.
    A row without a nature is a line of the text that courses had before, as it stood, and is to be completed.
    A row that was removed, or whose agreement another took the place of, is ended and kept with its file.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="support")
    source = models.CharField("company")
    nature = models.CharField(max_length=10, choices=SupportNature, blank=True)
    in_kind = models.CharField("what was given in kind", max_length=200, blank=True)
    amount = models.DecimalField(
        "amount in US dollars", max_digits=12, decimal_places=2, null=True, blank=True
    )
    use = models.TextField("how it was used", blank=True)
    signed_on = models.DateField("agreement signed on", null=True, blank=True)
    agreement = models.CharField(max_length=60, blank=True, editable=False)
    agreement_name = models.CharField("agreement", max_length=200, blank=True, editable=False)
    ended_at = models.DateTimeField("removed at", null=True, blank=True, editable=False)
    ended_reason = models.TextField("why it was removed", blank=True, editable=False)

    objects = CurrentSupport()
    kept = models.Manager()  # noqa: DJ012

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "commercial support"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="support_of_some_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def sentence(self) -> str:
        """What learners read: the source and the nature, and nothing else; the former line until completed."""
        match self.nature:
            case SupportNature.GRANT:
                return f"{self.source} supported this activity with an educational grant."
            case SupportNature.IN_KIND:
                given = f": {self.in_kind.rstrip('.')}" if self.in_kind else ""
                return f"{self.source} supported this activity in kind{given}."
        return self.source
