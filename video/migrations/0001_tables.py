"""The tables of video, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
    ]
    operations = [
        create(
            "video.Upload",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="uploads"
                ),
                "uploaded_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
                ),
                "name": models.CharField(max_length=200),
                "fingerprint": models.CharField(max_length=64, blank=True),
                "size": models.BigIntegerField(verbose_name="size in bytes"),
                "offset": models.BigIntegerField(verbose_name="bytes received", default=0),
                "created_at": models.DateTimeField(default=timezone.now),
                "expires_at": models.DateTimeField(),
                "finished_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="upload_offset_is_within_its_size",
                        condition=models.Q(size__gte=1)
                        & models.Q(offset__gte=0)
                        & models.Q(offset__lte=models.F("size")),
                    ),
                    models.CheckConstraint(
                        name="a_finished_upload_is_whole",
                        condition=models.Q(finished_at__isnull=True)
                        | models.Q(offset=models.F("size")),
                    ),
                ],
            },
        ),
        create(
            "video.Preparation",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="preparations"
                ),
                "upload": models.OneToOneField(
                    "video.Upload",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="preparation",
                ),
                "video": models.OneToOneField(
                    "courses.Video",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="preparation",
                ),
                "name": models.CharField(verbose_name="name of the file", max_length=200),
                "state": models.CharField(
                    max_length=10,
                    default="waiting",
                    choices=[
                        ("waiting", "Waiting for its turn"),
                        ("looking", "Looking into the file"),
                        ("encoding", "Making the versions for each network"),
                        ("storing", "Storing"),
                        ("ready", "Ready"),
                        ("failed", "Failed"),
                    ],
                ),
                "percent": models.PositiveSmallIntegerField(default=0),
                "code": models.SlugField(
                    max_length=40, blank=True, help_text="Which refusal it was."
                ),
                "reason": models.TextField(blank=True, help_text="Why it failed, and what to do."),
                "warnings": models.JSONField(blank=True, default=list),
                "frames": models.JSONField(
                    verbose_name="frames to choose a poster from", blank=True, default=list
                ),
                "runs": models.PositiveSmallIntegerField(default=0),
                "created_at": models.DateTimeField(default=timezone.now),
                "ended_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="preparation_percent_is_a_percentage",
                        condition=models.Q(percent__lte=100),
                    ),
                    models.CheckConstraint(
                        name="a_preparation_is_ready_with_its_video",
                        condition=models.Q(state="ready", video__isnull=False)
                        | (~models.Q(state="ready") & models.Q(video__isnull=True)),
                    ),
                    models.CheckConstraint(
                        name="a_failure_has_a_reason",
                        condition=~models.Q(state="failed") | ~models.Q(reason=""),
                    ),
                ],
            },
        ),
    ]
