"""The tables of imports."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("providers", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("target", models.CharField(max_length=120)),
                ("settings", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField(default=b"")),
                ("format", models.CharField(blank=True, max_length=10)),
                ("delimiter", models.CharField(blank=True, max_length=1)),
                ("encoding", models.CharField(blank=True, max_length=40)),
                ("encoding_guessed", models.BooleanField(default=False)),
                (
                    "header",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                ("order", models.CharField(default="mdy", max_length=3)),
                ("mark", models.CharField(default=".", max_length=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("mapping", "Waits for its columns"),
                            ("checking", "Being looked through"),
                            ("ready", "Ready"),
                            ("taking", "Being taken"),
                            ("done", "Taken"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("unreadable", "Cannot be read"),
                            ("failed", "Broken off"),
                            ("discarded", "Thrown away"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("failed_state", models.CharField(blank=True, max_length=10)),
                ("error", models.TextField(blank=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("done_rows", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="providers.provider",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="ImportMemory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("columns", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                ("order", models.CharField(blank=True, max_length=3)),
                ("mark", models.CharField(blank=True, max_length=1)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_memories",
                        to="providers.provider",
                    ),
                ),
            ],
            options={"verbose_name_plural": "import memories"},
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("unread", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("good", "Good"),
                            ("known", "Here already"),
                            ("passed", "Passed over"),
                            ("returned", "Comes back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=list)),
                ("made_id", models.BigIntegerField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="imports.import",
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["provider", "kind", "target"], name="import_of_target"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "undone", "discarded"]), _negated=True),
                    ("content", b""),
                    _connector="OR",
                ),
                name="a_taken_file_is_not_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="importmemory",
            constraint=models.UniqueConstraint(
                fields=("provider", "kind"), name="one_memory_to_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("source", "line"), name="one_row_to_a_line"),
        ),
    ]
