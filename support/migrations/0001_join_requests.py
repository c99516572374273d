"""The requests of learners to join two accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_tables")]
    operations = [
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField(default=timezone.now)),
                ("closed_at", models.DateTimeField(null=True, blank=True)),
                ("answer", models.CharField(max_length=500, blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.CASCADE,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["asked_by", "other"],
                        condition=models.Q(closed_at=None),
                        name="one_open_request_to_join_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(asked_by=models.F("other")),
                        name="two_accounts_are_to_be_joined",
                    ),
                ],
            },
        ),
    ]
