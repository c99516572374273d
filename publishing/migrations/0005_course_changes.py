"""Changes of live courses that wait for a second person."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create_tracked

_OPEN = models.Q(approved__isnull=True, voided_at__isnull=True, withdrawn_at__isnull=True)


class Migration(CreateTables):
    dependencies = [("publishing", "0004_review_is_whole")]
    operations = [
        *create_tracked(
            "publishing.CourseChange",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="changes"
                ),
                "kind": models.SlugField(),
                "subject": models.CharField(max_length=100),
                "payload": models.JSONField(encoder=DjangoJSONEncoder),
                "difference": models.JSONField(),
                "digest": models.CharField(max_length=64),
                "asked_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "asked_at": models.DateTimeField(default=timezone.now),
                "decided_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "decided_at": models.DateTimeField(null=True),
                "approved": models.BooleanField(null=True),
                "alone": models.BooleanField(
                    default=False,
                    help_text="Decided by who asked: there was nobody else who might.",
                ),
                "answer": models.CharField(verbose_name="reason given", max_length=500, blank=True),
                "withdrawn_at": models.DateTimeField(null=True),
                "voided_at": models.DateTimeField(null=True),
                "void_reason": models.TextField(blank=True),
            },
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        name="one_open_change_of_a_thing",
                        fields=("course", "kind", "subject"),
                        condition=_OPEN,
                    ),
                    models.CheckConstraint(
                        name="change_decided_by_somebody_else",
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ~models.Q(decided_by=models.F("asked_by")),
                            ("alone", True),
                            _connector="OR",
                        ),
                    ),
                    models.CheckConstraint(
                        name="change_decision_is_whole",
                        condition=models.Q(
                            models.Q(
                                approved__isnull=True,
                                decided_at__isnull=True,
                                decided_by__isnull=True,
                            ),
                            models.Q(
                                approved__isnull=False,
                                decided_at__isnull=False,
                                decided_by__isnull=False,
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.CheckConstraint(
                        name="change_declined_with_a_reason",
                        condition=models.Q(
                            ("approved__isnull", True),
                            ("approved", True),
                            ~models.Q(answer=""),
                            _connector="OR",
                        ),
                    ),
                ],
            },
            without="payload difference",
        ),
    ]
