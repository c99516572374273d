"""Commercial support of a course: who gave what, how it was used, and the agreement (ACCME Standard 4)."""

import pghistory
from django.db import models
from django.db.models import Q


class SupportNature(models.TextChoices):
    """What learners are told was given."""

    GRANT = "grant", "Educational grant"
    IN_KIND = "in-kind", "Support in kind"


@pghistory.track()
class CommercialSupport(models.Model):
    """What one ineligible company gave to one course. Learners read source and nature; the rest is kept.

    `agreement` names a file of `accounts.private_files`; `agreement_name` is how it was called when it came.
    A row without a nature came from the text that courses had before, and is to be completed.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="support")
    source = models.CharField("company", max_length=300)
    nature = models.CharField(max_length=10, choices=SupportNature, blank=True)
    in_kind = models.CharField("what was given in kind", max_length=200, blank=True)
    amount = models.DecimalField(
        "amount in US dollars", max_digits=12, decimal_places=2, null=True, blank=True
    )
    use = models.TextField("how it was used", blank=True)
    signed_on = models.DateField("agreement signed on", null=True, blank=True)
    agreement = models.CharField(max_length=60, blank=True, editable=False)
    agreement_name = models.CharField("agreement", max_length=200, blank=True, editable=False)

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
        """What learners read: the source and the nature, and nothing else."""
        match self.nature:
            case SupportNature.GRANT:
                return f"{self.source} supported this activity with an educational grant."
            case SupportNature.IN_KIND:
                given = f": {self.in_kind.rstrip('.')}" if self.in_kind else ""
                return f"{self.source} supported this activity in kind{given}."
        return f"{self.source} supported this activity."
