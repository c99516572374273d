"""Each course may choose the accreditation statement for how it is provided."""

# ruff: noqa: E501

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0014_judged_per_course"),
        ("providers", "0002_mandated_parts"),
    ]

    operations = [
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
            name="accreditation_template",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the provider's.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="courses",
                to="providers.statementtemplate",
                verbose_name="accreditation statement",
            ),
        ),
        migrations.AddField(
            model_name="courseevent",
            name="accreditation_template",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Empty: the provider's.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="providers.statementtemplate",
                verbose_name="accreditation statement",
            ),
        ),
        migrations.AlterField(
            model_name="course",
            name="accreditation_override",
            field=models.TextField(
                blank=True,
                help_text="Word for word, instead of the template.",
                verbose_name="own wording of the accreditation statement",
            ),
        ),
        migrations.AlterField(
            model_name="courseevent",
            name="accreditation_override",
            field=models.TextField(
                blank=True,
                help_text="Word for word, instead of the template.",
                verbose_name="own wording of the accreditation statement",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="a9f8a2accd177869a217c016bf260a08eecc07fa",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."commercial_support", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="dd84a5020c4aa00f0b7f63b6db1e9af277c23f83",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "commercial_support", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (OLD."accme_activity_id", OLD."accommodation", OLD."accreditation_override", OLD."accreditation_template_id", OLD."bibliography", OLD."commercial_support", OLD."content_note", OLD."copyright", OLD."description", OLD."disclosure_note", OLD."estimated_minutes", OLD."expires_on", OLD."hardware_requirements", OLD."id", OLD."is_sample", OLD."joint_provider", OLD."learning_format", OLD."medium", OLD."objectives", OLD."participation_method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_activity_id", OLD."published_at", OLD."purpose", OLD."released_on", OLD."renews_id", OLD."required_share", OLD."retired_at", OLD."retired_reason", OLD."reviewed_on", OLD."series_id", OLD."short_title", OLD."slug", OLD."summary", OLD."target_audience", OLD."title", OLD."topics"); RETURN NULL;',
                    hash="5798fb0158d5125c92dd8fd608a1849d4d4dc393",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8eeaa",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
    ]
