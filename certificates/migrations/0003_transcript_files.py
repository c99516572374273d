"""Long transcripts are made by the worker and kept for a day."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_errors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "TranscriptFile",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("parts", models.PositiveSmallIntegerField(default=0)),
                (
                    "content",
                    models.BinaryField(
                        default=b"", help_text="A PDF; of several parts, a ZIP of them."
                    ),
                ),
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        related_name="transcript_file",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
