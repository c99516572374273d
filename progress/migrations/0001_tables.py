"""The tables of progress, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
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
            "progress.EvaluationRelease",
            {
                "form": models.ForeignKey(
                    "courses.EvaluationForm", models.CASCADE, related_name="releases"
                ),
                "month": models.DateField(
                    help_text="The first day of the month they were released in."
                ),
                "responses": models.PositiveIntegerField(),
            },
            options={
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint("form", "month", name="one_release_per_form_and_month"),
                    models.CheckConstraint(
                        name="a_release_is_five_or_more", condition=models.Q(responses__gte=5)
                    ),
                    models.CheckConstraint(
                        name="release_knows_only_its_month", condition=models.Q(month__day=1)
                    ),
                ],
            },
        ),
        create(
            "progress.OptionCount",
            {
                "release": models.ForeignKey(
                    "progress.EvaluationRelease", models.CASCADE, related_name="option_counts"
                ),
                "item": models.ForeignKey(
                    "courses.EvaluationItem", models.CASCADE, related_name="+"
                ),
                "option": models.PositiveSmallIntegerField(),
                "count": models.PositiveIntegerField(),
            },
            options={
                "ordering": ["item__position", "option"],
                "constraints": [
                    models.UniqueConstraint(
                        "release", "item", "option", name="option_once_per_release"
                    )
                ],
            },
        ),
        create(
            "progress.Comment",
            {
                "id": models.UUIDField(primary_key=True, serialize=False),
                "item": models.ForeignKey(
                    "courses.EvaluationItem", models.CASCADE, related_name="comments"
                ),
                "text": models.TextField(),
                "verdict": models.CharField(
                    max_length=6,
                    blank=True,
                    default="",
                    db_default="",
                    choices=[
                        ("", "Waits to be read"),
                        ("shown", "Shown in the report"),
                        ("hidden", "Kept out of the report"),
                    ],
                ),
            },
            options={"ordering": ["id"]},
        ),
        create(
            "progress.PageView",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="page_views"
                ),
                "day": models.DateField(),
                "views": models.PositiveIntegerField(default=0),
            },
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "day", name="page_views_once_per_course_and_day"
                    )
                ],
            },
        ),
        create(
            "progress.ReportChange",
            {
                "subject": models.CharField(
                    max_length=6,
                    choices=[
                        ("cohort", "Learners who started on a day"),
                        ("test", "First attempts at a test in a month"),
                        ("issued", "Certificates claimed on a day"),
                    ],
                ),
                "key": models.BigIntegerField(),
                "at": models.DateTimeField(),
            },
        ),
        create(
            "progress.Summary",
            {
                "name": models.SlugField(primary_key=True, max_length=20, serialize=False),
                "as_of": models.DateTimeField(),
            },
            options={"verbose_name_plural": "summaries"},
        ),
        create(
            "progress.CohortCell",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="+", db_index=False
                ),
                "day": models.DateField(help_text="On which they started; of the provider."),
                "level": models.PositiveSmallIntegerField(
                    choices=[
                        (0, "everyone"),
                        (1, "by profession"),
                        (2, "by state"),
                        (3, "by profession and state"),
                    ]
                ),
                "profession": models.ForeignKey(
                    "accounts.Profession",
                    models.CASCADE,
                    null=True,
                    related_name="+",
                    db_index=False,
                ),
                "state": models.CharField(max_length=2, blank=True),
                "started": models.PositiveIntegerField(),
                "played": models.PositiveIntegerField(),
                "watched": models.PositiveIntegerField(),
                "passed": models.PositiveIntegerField(),
                "evaluated": models.PositiveIntegerField(),
            },
            options={
                "ordering": ["course", "level", "day"],
                "indexes": [models.Index(name="cohort_cells_of_a_day", fields=["course", "day"])],
                "constraints": [
                    models.UniqueConstraint(
                        name="one_cohort_cell",
                        fields=("course", "level", "profession", "state", "day"),
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        name="cohort_cell_has_learners", condition=models.Q(started__gte=1)
                    ),
                ],
            },
        ),
        create(
            "progress.QuestionMonth",
            {
                "question": models.ForeignKey(
                    "courses.Question", models.CASCADE, related_name="+", db_index=False
                ),
                "month": models.DateField(help_text="Its first day."),
                "asked": models.PositiveIntegerField(),
                "right": models.PositiveIntegerField(),
                "rest": models.PositiveBigIntegerField(),
                "rest_squared": models.PositiveBigIntegerField(),
                "rest_when_right": models.PositiveBigIntegerField(),
            },
            options={
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint("question", "month", name="question_once_per_month"),
                    models.CheckConstraint(
                        name="no_more_right_than_asked",
                        condition=models.Q(right__lte=models.F("asked")),
                    ),
                ],
            },
        ),
        create(
            "progress.ChoiceMonth",
            {
                "choice": models.ForeignKey(
                    "courses.Choice", models.CASCADE, related_name="+", db_index=False
                ),
                "month": models.DateField(help_text="Its first day."),
                "taken": models.PositiveIntegerField(),
            },
            options={
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint("choice", "month", name="choice_once_per_month")
                ],
            },
        ),
        create(
            "progress.Coverage",
            {
                "video": models.OneToOneField(
                    "courses.Video",
                    models.CASCADE,
                    primary_key=True,
                    serialize=False,
                    related_name="coverage",
                ),
                "learners": models.PositiveIntegerField(
                    help_text="With at least one second watched."
                ),
                "completed": models.PositiveIntegerField(),
                "learner_seconds": ArrayField(base_field=models.BigIntegerField()),
                "counted_at": models.DateTimeField(),
            },
            options={"verbose_name_plural": "coverage"},
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
