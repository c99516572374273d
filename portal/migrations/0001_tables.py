"""The tables of portal, with their constraints, indexes and triggers."""

from django.core.validators import URLValidator
from django.db import models

from accounts.migration_parts import CreateTables, create_tracked


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        *create_tracked(
            "portal.Installation",
            {
                "name": models.CharField(max_length=120, default="Continuing education portal"),
                "short_name": models.CharField(
                    max_length=30,
                    default="Courses",
                    help_text="Stands in the browser's tab. Keep it neutral.",
                ),
                "headline": models.CharField(
                    max_length=120,
                    default="Free education, on demand",
                    help_text="The first words of the home page.",
                ),
                "welcome": models.TextField(
                    blank=True, help_text="The sentences under the headline on the home page."
                ),
                "audience": models.TextField(
                    verbose_name="who it is for (Markdown)",
                    blank=True,
                    help_text="A section of the home page.",
                ),
                "exit_url": models.CharField(
                    verbose_name="target of “Exit this page”",
                    max_length=200,
                    default="https://www.weather.gov/",
                    validators=[URLValidator(schemes=["https"])],
                ),
                "contact_email": models.EmailField(max_length=254, default="portal@localhost"),
                "contact_phone": models.CharField(max_length=40, blank=True),
                "help": models.TextField(verbose_name="addition to Help (Markdown)", blank=True),
                "privacy": models.TextField(
                    verbose_name="addition to Privacy (Markdown)", blank=True
                ),
                "accessibility": models.TextField(
                    verbose_name="addition to Accessibility (Markdown)", blank=True
                ),
            },
            options={
                "verbose_name_plural": "installation",
                "constraints": [
                    models.CheckConstraint(name="one_installation", condition=models.Q(id=1))
                ],
            },
        ),
        *create_tracked(
            "portal.Hotline",
            {
                "name": models.CharField(max_length=120),
                "phone": models.CharField(
                    max_length=20, blank=True, help_text="As dialled: +18883737888"
                ),
                "phone_display": models.CharField(max_length=30, blank=True),
                "text_number": models.CharField(max_length=20, blank=True),
                "text_word": models.CharField(max_length=30, blank=True),
                "chat_url": models.URLField(blank=True),
                "languages": models.CharField(max_length=200, blank=True),
                "note": models.CharField(max_length=300, blank=True),
                "last_verified_on": models.DateField(blank=True, null=True),
                "position": models.PositiveSmallIntegerField(default=0),
            },
            options={"ordering": ["position", "name"]},
        ),
    ]
