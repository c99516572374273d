"""The tables of progress, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.migrations import RunSQL
from django.utils import timezone

from accounts.migration_parts import CreateTables, create
from progress.fields import SecondsField, SecondsIn

# Immutable, so that a generated column may use it.
SECONDS_IN = """
CREATE FUNCTION seconds_in(watched int4multirange) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT COALESCE(sum(upper(r) - lower(r)), 0)::integer FROM unnest(watched) AS r);
"""


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
    ]
    operations = [
        RunSQL(SECONDS_IN, "DROP FUNCTION seconds_in(int4multirange)"),
        create(
            "progress.Enrolment",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments"
                ),
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="enrolments"
                ),
                "front_matter": models.ForeignKey("courses.FrontMatter", models.PROTECT),
                "assessment": models.ForeignKey("courses.Assessment", models.PROTECT),
                "evaluation_form": models.ForeignKey("courses.EvaluationForm", models.PROTECT),
                "acknowledged_at": models.DateTimeField(),
                "first_viewed_at": models.DateTimeField(
                    blank=True, null=True, help_text="First play: ACCME counts learners from here."
                ),
                "test_passed_at": models.DateTimeField(blank=True, null=True),
                "evaluated_at": models.DateTimeField(blank=True, null=True),
                "claimed_at": models.DateTimeField(blank=True, null=True),
                "closed_at": models.DateTimeField(
                    blank=True,
                    null=True,
                    help_text="Closed by staff: records stay, nothing more is added.",
                ),
            },
            options={
                "ordering": ["-acknowledged_at"],
                "indexes": [
                    models.Index(name="enrolments_of_a_day", fields=["course", "acknowledged_at"])
                ],
                "constraints": [
                    models.UniqueConstraint(
                        "user", "course", name="one_enrolment_per_learner_and_course"
                    ),
                    models.CheckConstraint(
                        name="evaluation_follows_the_passed_test",
                        condition=models.Q(evaluated_at__isnull=True)
                        | models.Q(test_passed_at__lte=models.F("evaluated_at")),
                    ),
                    models.CheckConstraint(
                        name="claim_follows_the_evaluation",
                        condition=models.Q(claimed_at__isnull=True)
                        | models.Q(evaluated_at__lte=models.F("claimed_at")),
                    ),
                ],
            },
        ),
        create(
            "progress.CreditException",
            {
                "enrolment": models.ForeignKey(
                    "progress.Enrolment", models.CASCADE, related_name="exceptions"
                ),
                "kind": models.CharField(
                    max_length=10,
                    choices=[
                        ("watching", "Credit without the whole video"),
                        ("transcript", "Transcript instead of the video"),
                        ("attempt", "One more attempt at the post-test"),
                    ],
                ),
                "reason": models.CharField(max_length=500),
                "asked_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+"
                ),
                "asked_at": models.DateTimeField(default=timezone.now),
                "put_forward_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "put_forward_at": models.DateTimeField(null=True),
                "decided_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "decided_at": models.DateTimeField(null=True),
                "approved": models.BooleanField(null=True),
                "answer": models.CharField(max_length=300, blank=True),
                "expires_on": models.DateField(
                    null=True, help_text="The last day on which it can be used."
                ),
                "withdrawn_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
                ),
                "withdrawn_at": models.DateTimeField(null=True),
                "read_at": models.DateTimeField(
                    null=True, help_text="When the learner attested that they read the transcript."
                ),
            },
            options={
                "ordering": ["-asked_at"],
                "indexes": [models.Index(name="exceptions_of_enrolment", fields=["enrolment"])],
                "constraints": [
                    models.CheckConstraint(
                        name="an_exception_has_two_people",
                        condition=models.Q(decided_by__isnull=True)
                        | (
                            ~models.Q(decided_by=models.F("put_forward_by"))
                            & ~models.Q(decided_by=models.F("asked_by"))
                        ),
                    ),
                    models.CheckConstraint(
                        name="a_decision_is_whole",
                        condition=models.Q(
                            approved__isnull=True, decided_at__isnull=True, decided_by__isnull=True
                        )
                        | models.Q(
                            approved__isnull=False,
                            decided_at__isnull=False,
                            decided_by__isnull=False,
                            put_forward_by__isnull=False,
                        ),
                    ),
                    models.CheckConstraint(
                        name="only_an_agreed_transcript_is_read",
                        condition=models.Q(read_at__isnull=True)
                        | models.Q(approved=True, kind="transcript"),
                    ),
                    models.CheckConstraint(
                        name="an_attempt_does_not_run_out",
                        condition=models.Q(expires_on__isnull=True) | ~models.Q(kind="attempt"),
                    ),
                    models.UniqueConstraint(
                        "enrolment",
                        "kind",
                        name="one_open_request_of_a_kind",
                        condition=models.Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                    ),
                ],
            },
        ),
        create(
            "progress.Attempt",
            {
                "enrolment": models.ForeignKey(
                    "progress.Enrolment", models.CASCADE, related_name="attempts"
                ),
                "assessment": models.ForeignKey("courses.Assessment", models.PROTECT),
                "number": models.PositiveSmallIntegerField(),
                "seed": models.PositiveIntegerField(),
                "drawn": models.JSONField(
                    blank=True,
                    null=True,
                    help_text=(
                        "The ids of the questions asked, in their order. Empty: all, "
                        "as the test has them."
                    ),
                ),
                "started_at": models.DateTimeField(default=timezone.now),
                "submitted_at": models.DateTimeField(blank=True, null=True),
                "correct": models.PositiveSmallIntegerField(blank=True, null=True),
                "questions": models.PositiveSmallIntegerField(blank=True, null=True),
                "passed": models.BooleanField(blank=True, null=True),
            },
            options={
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        name="first_attempts_of_a_month",
                        fields=["assessment", "submitted_at"],
                        condition=models.Q(number=1, submitted_at__isnull=False),
                    )
                ],
                "constraints": [
                    models.UniqueConstraint("enrolment", "number", name="attempt_number_once"),
                    models.UniqueConstraint(
                        "enrolment",
                        name="one_open_attempt",
                        condition=models.Q(submitted_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="submitted_attempt_has_a_score",
                        condition=models.Q(submitted_at__isnull=True)
                        | models.Q(correct__lte=models.F("questions"), passed__isnull=False),
                    ),
                ],
            },
        ),
        create(
            "progress.Answer",
            {
                "attempt": models.ForeignKey(
                    "progress.Attempt", models.CASCADE, related_name="answers"
                ),
                "question": models.ForeignKey("courses.Question", models.PROTECT),
                "choice": models.ForeignKey("courses.Choice", models.PROTECT),
                "answered_at": models.DateTimeField(default=timezone.now),
            },
            options={
                "ordering": ["question__position"],
                "constraints": [
                    models.UniqueConstraint("attempt", "question", name="one_answer_per_question")
                ],
            },
        ),
        create(
            "progress.EvaluationResponse",
            {
                "key": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "form": models.ForeignKey("courses.EvaluationForm", models.PROTECT),
                "month": models.DateField(help_text="The first day of the month it was sent in."),
                "answers": models.JSONField(),
            },
            options={
                "ordering": ["month", "key"],
                "constraints": [
                    models.CheckConstraint(
                        name="evaluation_knows_only_its_month", condition=models.Q(month__day=1)
                    )
                ],
            },
        ),
        create(
            "progress.Watch",
            {
                "enrolment": models.OneToOneField(
                    "progress.Enrolment", models.CASCADE, related_name="watch"
                ),
                "video": models.ForeignKey("courses.Video", models.PROTECT, related_name="watches"),
                "video_seconds": models.PositiveIntegerField(),
                "required_seconds": models.PositiveIntegerField(),
                "watched": SecondsField(default=list),
                "seconds": models.GeneratedField(
                    db_persist=True,
                    expression=SecondsIn("watched"),
                    output_field=models.IntegerField(),
                ),
                "gained": models.IntegerField(default=0, help_text="Seconds the last beat added."),
                "position": models.PositiveIntegerField(default=0),
                "started_at": models.DateTimeField(default=timezone.now),
                "completed_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "verbose_name_plural": "watches",
                "constraints": [
                    models.CheckConstraint(
                        name="required_seconds_are_within_the_video",
                        condition=models.Q(
                            required_seconds__gte=1, required_seconds__lte=models.F("video_seconds")
                        ),
                    ),
                    models.CheckConstraint(
                        name="watched_seconds_are_within_the_video",
                        condition=models.Q(seconds__lte=models.F("video_seconds")),
                    ),
                ],
            },
        ),
        create(
            "progress.WatchDay",
            {
                "enrolment": models.ForeignKey(
                    "progress.Enrolment", models.CASCADE, related_name="watch_days"
                ),
                "day": models.DateField(),
                "seconds": models.PositiveIntegerField(),
            },
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(
                        "enrolment", "day", name="one_watch_day_per_enrolment_and_day"
                    )
                ],
            },
        ),
        create(
            "progress.AdoptedPage",
            {
                "nonce": models.UUIDField(primary_key=True, serialize=False),
                "enrolment": models.ForeignKey("progress.Enrolment", models.SET_NULL, null=True),
                "opened_at": models.DateTimeField(),
                "adopted_at": models.DateTimeField(default=timezone.now),
            },
        ),
    ]
