"""Commercial support as rows: who gave what, how it was used, and the agreement; or that there was none."""
# ruff: noqa: E501 (generated)

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0017_question_objectives"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommercialSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(verbose_name="company")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "Educational grant"), ("in-kind", "Support in kind")],
                        max_length=10,
                    ),
                ),
                (
                    "in_kind",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what was given in kind"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("use", models.TextField(blank=True, verbose_name="how it was used")),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreement signed on"),
                ),
                ("agreement", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "agreement_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="agreement"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "ended_reason",
                    models.TextField(blank=True, editable=False, verbose_name="why it was removed"),
                ),
            ],
            options={
                "verbose_name_plural": "commercial support",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CommercialSupportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("source", models.CharField(verbose_name="company")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "Educational grant"), ("in-kind", "Support in kind")],
                        max_length=10,
                    ),
                ),
                (
                    "in_kind",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what was given in kind"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("use", models.TextField(blank=True, verbose_name="how it was used")),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreement signed on"),
                ),
                ("agreement", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "agreement_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="agreement"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "ended_reason",
                    models.TextField(blank=True, editable=False, verbose_name="why it was removed"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="course",
            name="no_commercial_support",
            field=models.BooleanField(
                default=False,
                help_text="Learners read that there was none only if you say so.",
                verbose_name="this activity received no commercial support",
            ),
        ),
        migrations.AddField(
            model_name="courseevent",
            name="no_commercial_support",
            field=models.BooleanField(
                default=False,
                help_text="Learners read that there was none only if you say so.",
                verbose_name="this activity received no commercial support",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."no_commercial_support", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="4ca8d080ba5a06cacc9ad8099701d05b54fa3f2b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f7e33",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."no_commercial_support", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="25b1aa74cdeed147be20c500b3cf6ee34e7dd849",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_160be",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (OLD."accme_activity_id", OLD."accommodation", OLD."accreditation_override", OLD."accreditation_template_id", OLD."bibliography", OLD."commercial_support", OLD."content_note", OLD."copyright", OLD."description", OLD."disclosure_note", OLD."estimated_minutes", OLD."expires_on", OLD."hardware_requirements", OLD."id", OLD."is_sample", OLD."joint_provider", OLD."learning_format", OLD."medium", OLD."no_commercial_support", OLD."objectives", OLD."participation_method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_activity_id", OLD."published_at", OLD."purpose", OLD."released_on", OLD."renews_id", OLD."required_share", OLD."retired_at", OLD."retired_reason", OLD."reviewed_on", OLD."series_id", OLD."short_title", OLD."slug", OLD."summary", OLD."target_audience", OLD."title", OLD."topics"); RETURN NULL;',
                    hash="2574c6e3b865ef04213c345bbdd0ca1e5ba90622",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8eeaa",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="commercialsupport",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="support",
                to="courses.course",
            ),
        ),
        migrations.AddField(
            model_name="commercialsupportevent",
            name="course",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="courses.course",
            ),
        ),
        migrations.AddField(
            model_name="commercialsupportevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="commercialsupportevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="courses.commercialsupport",
            ),
        ),
        migrations.AddConstraint(
            model_name="commercialsupport",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="support_of_some_amount",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "ended_at", "ended_reason", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (NEW."agreement", NEW."agreement_name", NEW."amount", NEW."course_id", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."in_kind", NEW."nature", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_on", NEW."source", NEW."use"); RETURN NULL;',
                    hash="bfef1683db99db4b317a0b7cc0a2070733cae8cd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd6bf",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "ended_at", "ended_reason", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (NEW."agreement", NEW."agreement_name", NEW."amount", NEW."course_id", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."in_kind", NEW."nature", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_on", NEW."source", NEW."use"); RETURN NULL;',
                    hash="d298ed9a6e8b5feb0243c4fe14e311eb5319e62a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_19162",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "ended_at", "ended_reason", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (OLD."agreement", OLD."agreement_name", OLD."amount", OLD."course_id", OLD."ended_at", OLD."ended_reason", OLD."id", OLD."in_kind", OLD."nature", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."signed_on", OLD."source", OLD."use"); RETURN NULL;',
                    hash="0771a3d9281c7f33d2c1bc2bea50065f897c2551",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2e3a",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupportevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1445d7a7f85e0def5dbc998ee391776f079a4515",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_da7e5",
                    table="courses_commercialsupportevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
