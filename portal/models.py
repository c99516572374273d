"""What an installation shows on every page: its name, its exit link, its hotlines."""

import pghistory
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from courses.richtext import MarkdownField


@pghistory.track()
class Installation(models.Model):
    """The single row of texts that staff edit for the whole site. What a browser tab shows is neutral."""

    name = models.CharField(max_length=120, default="Continuing education portal")
    short_name = models.CharField(
        max_length=30, default="Courses", help_text="Stands in the browser's tab. Keep it neutral."
    )
    headline = models.CharField(
        max_length=120,
        default="Free education, on demand",
        help_text="The first words of the home page.",
    )
    welcome = models.TextField(
        blank=True, help_text="The sentences under the headline on the home page."
    )
    audience = MarkdownField(
        "who it is for (Markdown)", blank=True, help_text="A section of the home page."
    )
    exit_url = models.CharField(
        "target of “Exit this page”",
        max_length=200,
        default="https://www.weather.gov/",
        validators=[URLValidator(schemes=["https"])],
    )
    contact_email = models.EmailField(default="portal@localhost")
    contact_phone = models.CharField(max_length=40, blank=True)
    help = MarkdownField("addition to Help (Markdown)", blank=True)
    privacy = MarkdownField("addition to Privacy (Markdown)", blank=True)
    accessibility = MarkdownField("addition to Accessibility (Markdown)", blank=True)

    class Meta:
        verbose_name_plural = "installation"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Hotline(models.Model):
    """A hotline. Numbers change, so staff edit them and note when they last checked."""

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True, help_text="As dialled: +18883737888")
    phone_display = models.CharField(max_length=30, blank=True)
    text_number = models.CharField(max_length=20, blank=True)
    text_word = models.CharField(max_length=30, blank=True)
    chat_url = models.URLField(blank=True)
    languages = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    last_verified_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
