"""What a course gives to learners to keep."""

import pghistory
from django.db import models

from courses.models.course import Course


@pghistory.track()
class Handout(models.Model):
    """A file for learners to keep, offered next to the video."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="handouts")
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="handout/", max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
