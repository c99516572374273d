"""Each time that a learner acknowledged what a course says about itself."""

from django.db import models


class Acknowledgement(models.Model):
    """One version of the front matter that a learner acknowledged: at the start, or for newer terms."""

    enrolment = models.ForeignKey(
        "progress.Enrolment",
        on_delete=models.CASCADE,
        related_name="acknowledgements",
        verbose_name="enrollment",
    )
    front_matter = models.ForeignKey(
        "courses.FrontMatter", on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField()

    class Meta:
        verbose_name = "acknowledgment"
        ordering = ["acknowledged_at", "pk"]

    def __str__(self) -> str:
        return f"{self.front_matter}: {self.enrolment}"
