"""The tables of publishing, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create, create_tracked


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        *create_tracked(
            "publishing.PublishRequest",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="publish_requests"
                ),
                "asked_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "asked_at": models.DateTimeField(default=timezone.now),
                "note": models.CharField(
                    verbose_name="note to who approves", max_length=500, blank=True
                ),
                "publish_at": models.DateTimeField(
                    blank=True, null=True, help_text="Empty: as soon as it may."
                ),
                "digest": models.CharField(max_length=64),
                "needs_approval": models.BooleanField(default=False),
                "approved_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "approved_at": models.DateTimeField(null=True),
                "declined_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "declined_at": models.DateTimeField(null=True),
                "decline_reason": models.CharField(max_length=500, blank=True),
                "withdrawn_at": models.DateTimeField(null=True),
                "voided_at": models.DateTimeField(null=True),
                "void_reason": models.TextField(blank=True),
                "published_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "course",
                        name="one_open_publish_request_per_course",
                        condition=models.Q(
                            declined_at__isnull=True,
                            published_at__isnull=True,
                            voided_at__isnull=True,
                            withdrawn_at__isnull=True,
                        ),
                    ),
                    models.CheckConstraint(
                        name="approved_by_somebody_else",
                        condition=models.Q(approved_by__isnull=True)
                        | ~models.Q(approved_by=models.F("asked_by")),
                    ),
                    models.CheckConstraint(
                        name="approval_has_a_person_and_a_moment",
                        condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                        | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="declined_with_a_reason",
                        condition=models.Q(declined_at__isnull=True) | ~models.Q(decline_reason=""),
                    ),
                    models.CheckConstraint(
                        name="published_only_when_approved",
                        condition=models.Q(published_at__isnull=True)
                        | models.Q(needs_approval=False)
                        | models.Q(approved_at__isnull=False),
                    ),
                ],
            },
        ),
        *create_tracked(
            "publishing.CourseReview",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="reviews"
                ),
                "reviewed_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "reviewed_at": models.DateTimeField(default=timezone.now),
                "reviewed_on": models.DateField(),
                "looked_at": models.JSONField(default=list),
                "note": models.TextField(blank=True),
                "expires_on": models.DateField(verbose_name="new last day of credit"),
            },
            options={"ordering": ["-reviewed_at"]},
        ),
        create(
            "publishing.ExpiryNotice",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, null=True, related_name="expiry_notices"
                ),
                "form": models.ForeignKey(
                    "courses.DisclosureForm",
                    models.CASCADE,
                    null=True,
                    related_name="expiry_notices",
                ),
                "ends_on": models.DateField(),
                "days": models.PositiveSmallIntegerField(),
                "sent_at": models.DateTimeField(default=timezone.now),
            },
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="notice_of_one_thing",
                        condition=models.Q(
                            ("course__isnull", True), ("form__isnull", True), _connector="XOR"
                        ),
                    ),
                    models.UniqueConstraint(
                        name="notice_once",
                        fields=("course", "form", "ends_on", "days"),
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
