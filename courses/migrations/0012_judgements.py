"""What was judged about a relationship, for one course."""

# ruff: noqa: E501

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import courses.disclosure_words


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0011_disclosure_note"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relevant", models.BooleanField()),
                ("mitigation_steps", models.JSONField(blank=True, default=list)),
                ("mitigation", models.TextField(blank=True)),
                ("mitigated_on", models.DateField(blank=True, null=True)),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "unrelated",
                                "The content has nothing to do with the company's business lines and products",
                            ),
                            (
                                "basic-science",
                                "The content is basic science or research method, and recommends no care",
                            ),
                            (
                                "device-safety",
                                "The person teaches as a technician how a device is used safely, not whether to use it",
                            ),
                        ],
                        max_length=14,
                    ),
                ),
                ("exception_reason", models.TextField(blank=True)),
                (
                    "judged_at",
                    models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
                ),
                ("second_look_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="JudgementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("relevant", models.BooleanField()),
                ("mitigation_steps", models.JSONField(blank=True, default=list)),
                ("mitigation", models.TextField(blank=True)),
                ("mitigated_on", models.DateField(blank=True, null=True)),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "unrelated",
                                "The content has nothing to do with the company's business lines and products",
                            ),
                            (
                                "basic-science",
                                "The content is basic science or research method, and recommends no care",
                            ),
                            (
                                "device-safety",
                                "The person teaches as a technician how a device is used safely, not whether to use it",
                            ),
                        ],
                        max_length=14,
                    ),
                ),
                ("exception_reason", models.TextField(blank=True)),
                (
                    "judged_at",
                    models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
                ),
                ("second_look_at", models.DateTimeField(blank=True, null=True)),
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
        migrations.AlterField(
            model_name="course",
            name="disclosure_note",
            field=models.TextField(
                blank=True, validators=[courses.disclosure_words.adds_to_the_disclosure]
            ),
        ),
        migrations.AlterField(
            model_name="courseevent",
            name="disclosure_note",
            field=models.TextField(
                blank=True, validators=[courses.disclosure_words.adds_to_the_disclosure]
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="fe8620ef7f094c1135e6eee854834a81b52410fc",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="4a296ed98f1be47e4d952cf9f64dbf36e846aad7",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (OLD."accme_activity_id", OLD."accommodation", OLD."accreditation_override", OLD."bibliography", OLD."commercial_support", OLD."content_note", OLD."copyright", OLD."description", OLD."disclosure_note", OLD."estimated_minutes", OLD."expires_on", OLD."hardware_requirements", OLD."id", OLD."is_sample", OLD."joint_provider", OLD."learning_format", OLD."medium", OLD."objectives", OLD."participation_method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_activity_id", OLD."published_at", OLD."purpose", OLD."released_on", OLD."renews_id", OLD."required_share", OLD."retired_at", OLD."retired_reason", OLD."reviewed_on", OLD."series_id", OLD."short_title", OLD."slug", OLD."summary", OLD."target_audience", OLD."title", OLD."topics"); RETURN NULL;',
                    hash="c49fa09f79d8372d136434a09ce6818c93d5c3c8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8eeaa",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgements",
                to="courses.course",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="judged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="relationship",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgements",
                to="courses.relationship",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="second_look_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="judgementevent",
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
            model_name="judgementevent",
            name="judged_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="judgementevent",
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
            model_name="judgementevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="courses.judgement",
            ),
        ),
        migrations.AddField(
            model_name="judgementevent",
            name="relationship",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="courses.relationship",
            ),
        ),
        migrations.AddField(
            model_name="judgementevent",
            name="second_look_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                models.F("relationship"),
                models.F("course"),
                name="relationship_judged_once_per_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_look_by__isnull", True),
                    models.Q(("second_look_by", models.F("judged_by")), _negated=True),
                    _connector="OR",
                ),
                name="second_look_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exception", ""),
                    models.Q(("exception_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="exception_with_its_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="judgement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_judgementevent" ("course_id", "exception", "exception_reason", "id", "judged_at", "judged_by_id", "mitigated_on", "mitigation", "mitigation_steps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship_id", "relevant", "second_look_at", "second_look_by_id") VALUES (NEW."course_id", NEW."exception", NEW."exception_reason", NEW."id", NEW."judged_at", NEW."judged_by_id", NEW."mitigated_on", NEW."mitigation", NEW."mitigation_steps", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."relationship_id", NEW."relevant", NEW."second_look_at", NEW."second_look_by_id"); RETURN NULL;',
                    hash="49f8b29a36948211168ba1f6580291257e12f7e1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3c5b4",
                    table="courses_judgement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="judgement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_judgementevent" ("course_id", "exception", "exception_reason", "id", "judged_at", "judged_by_id", "mitigated_on", "mitigation", "mitigation_steps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship_id", "relevant", "second_look_at", "second_look_by_id") VALUES (NEW."course_id", NEW."exception", NEW."exception_reason", NEW."id", NEW."judged_at", NEW."judged_by_id", NEW."mitigated_on", NEW."mitigation", NEW."mitigation_steps", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."relationship_id", NEW."relevant", NEW."second_look_at", NEW."second_look_by_id"); RETURN NULL;',
                    hash="cac34e1abe6b7be6787e538398681f570e91303f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5d2cf",
                    table="courses_judgement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="judgement",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_judgementevent" ("course_id", "exception", "exception_reason", "id", "judged_at", "judged_by_id", "mitigated_on", "mitigation", "mitigation_steps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship_id", "relevant", "second_look_at", "second_look_by_id") VALUES (OLD."course_id", OLD."exception", OLD."exception_reason", OLD."id", OLD."judged_at", OLD."judged_by_id", OLD."mitigated_on", OLD."mitigation", OLD."mitigation_steps", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relationship_id", OLD."relevant", OLD."second_look_at", OLD."second_look_by_id"); RETURN NULL;',
                    hash="2fade806b59fa3d69cfdeb92eaf2fe6bd4e9cf83",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_df762",
                    table="courses_judgement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="judgementevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="51bf5938ee844aff6a12ed7c42bb30bfe227931e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_11bf0",
                    table="courses_judgementevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
