"""The text about commercial support leaves: rows took its place."""
# ruff: noqa: E501 (generated)

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0019_support_rows"),
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
        migrations.RemoveField(
            model_name="course",
            name="commercial_support",
        ),
        migrations.RemoveField(
            model_name="courseevent",
            name="commercial_support",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."no_commercial_support", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="75b4cd58765c5872c7e48bf21fa9ec7572a41227",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (NEW."accme_activity_id", NEW."accommodation", NEW."accreditation_override", NEW."accreditation_template_id", NEW."bibliography", NEW."content_note", NEW."copyright", NEW."description", NEW."disclosure_note", NEW."estimated_minutes", NEW."expires_on", NEW."hardware_requirements", NEW."id", NEW."is_sample", NEW."joint_provider", NEW."learning_format", NEW."medium", NEW."no_commercial_support", NEW."objectives", NEW."participation_method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_activity_id", NEW."published_at", NEW."purpose", NEW."released_on", NEW."renews_id", NEW."required_share", NEW."retired_at", NEW."retired_reason", NEW."reviewed_on", NEW."series_id", NEW."short_title", NEW."slug", NEW."summary", NEW."target_audience", NEW."title", NEW."topics"); RETURN NULL;',
                    hash="e05050fdec43d611b104648ba94582ac89511a78",
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
                    func='INSERT INTO "courses_courseevent" ("accme_activity_id", "accommodation", "accreditation_override", "accreditation_template_id", "bibliography", "content_note", "copyright", "description", "disclosure_note", "estimated_minutes", "expires_on", "hardware_requirements", "id", "is_sample", "joint_provider", "learning_format", "medium", "no_commercial_support", "objectives", "participation_method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_activity_id", "published_at", "purpose", "released_on", "renews_id", "required_share", "retired_at", "retired_reason", "reviewed_on", "series_id", "short_title", "slug", "summary", "target_audience", "title", "topics") VALUES (OLD."accme_activity_id", OLD."accommodation", OLD."accreditation_override", OLD."accreditation_template_id", OLD."bibliography", OLD."content_note", OLD."copyright", OLD."description", OLD."disclosure_note", OLD."estimated_minutes", OLD."expires_on", OLD."hardware_requirements", OLD."id", OLD."is_sample", OLD."joint_provider", OLD."learning_format", OLD."medium", OLD."no_commercial_support", OLD."objectives", OLD."participation_method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_activity_id", OLD."published_at", OLD."purpose", OLD."released_on", OLD."renews_id", OLD."required_share", OLD."retired_at", OLD."retired_reason", OLD."reviewed_on", OLD."series_id", OLD."short_title", OLD."slug", OLD."summary", OLD."target_audience", OLD."title", OLD."topics"); RETURN NULL;',
                    hash="0fb97f4714f45758025ffc8a4b12c83b0d3a8892",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8eeaa",
                    table="courses_course",
                    when="AFTER",
                ),
            ),
        ),
    ]
