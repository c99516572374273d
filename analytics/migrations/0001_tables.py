"""The tables of analytics, with their constraints, indexes and triggers."""

from django.contrib.postgres.fields import ArrayField
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
            "analytics.PageView",
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
            "analytics.ReportChange",
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
            "analytics.Summary",
            {
                "name": models.SlugField(primary_key=True, max_length=20, serialize=False),
                "as_of": models.DateTimeField(),
            },
            options={"verbose_name_plural": "summaries"},
        ),
        create(
            "analytics.CohortCell",
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
            "analytics.QuestionMonth",
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
            "analytics.ChoiceMonth",
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
            "analytics.Coverage",
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
            "analytics.CreditCell",
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
                "credit_type_code": models.CharField(max_length=40),
                "standing": models.PositiveIntegerField(),
                "minutes": ArrayField(base_field=models.IntegerField()),
            },
            options={
                "ordering": ["course", "level", "day"],
                "indexes": [models.Index(name="credit_cells_of_a_day", fields=["course", "day"])],
                "constraints": [
                    models.UniqueConstraint(
                        name="one_credit_cell",
                        fields=(
                            "course",
                            "level",
                            "profession",
                            "state",
                            "day",
                            "credit_type_code",
                        ),
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        create(
            "analytics.IssuedDay",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="+", db_index=False
                ),
                "day": models.DateField(help_text="On which they were claimed; of the provider."),
                "credit_type_code": models.CharField(max_length=40),
                "issued": models.PositiveIntegerField(),
                "standing": models.PositiveIntegerField(),
                "revoked": models.PositiveIntegerField(),
                "quarters": models.PositiveIntegerField(
                    help_text="Quarter credits of those that stand."
                ),
            },
            options={
                "ordering": ["course", "-day"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "day", "credit_type_code", name="issued_once_per_day_and_type"
                    )
                ],
            },
        ),
        create(
            "analytics.EvaluationRelease",
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
            "analytics.OptionCount",
            {
                "release": models.ForeignKey(
                    "analytics.EvaluationRelease", models.CASCADE, related_name="option_counts"
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
            "analytics.Comment",
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
    ]
