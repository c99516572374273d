"""What somebody has typed into a step of the course editor but not saved. Learners never see it."""

from django.conf import settings
from django.db import models


class CourseDraft(models.Model):
    """One person's unsaved form for one step. Nobody else's typing overwrites it.

    `data` is the form as posted (name → list of values); `based_on` is the fingerprint of what was
    saved when they began to type (`authoring.services.drafts`). Saving or discarding deletes the row.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="drafts")
    step = models.SlugField(max_length=20)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_drafts"
    )
    saved_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    based_on = models.JSONField(default=dict)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                "course", "step", "saved_by", name="draft_once_per_person_and_step"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.course} ({self.step}) by {self.saved_by}"
