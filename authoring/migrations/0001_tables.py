"""The tables of authoring, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models

from accounts.migration_parts import CreateTables, create


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
    ]
    operations = [
        create(
            "authoring.CourseDraft",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="drafts"
                ),
                "step": models.SlugField(max_length=20),
                "saved_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_drafts"
                ),
                "saved_at": models.DateTimeField(),
                "data": models.JSONField(default=dict),
                "based_on": models.JSONField(default=dict),
            },
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "step", "saved_by", name="draft_once_per_person_and_step"
                    )
                ],
            },
        ),
    ]
