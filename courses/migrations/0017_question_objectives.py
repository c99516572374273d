"""Questions name the learning objectives that they measure."""
# ruff: noqa: E501 (generated)

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0016_mandated_parts"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="question",
            name="objectives",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The objectives of the course that it measures, as they read when it was written.",
                verbose_name="measures",
            ),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="objectives",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The objectives of the course that it measures, as they read when it was written.",
                verbose_name="measures",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_questionevent" ("assessment_id", "citation", "id", "key", "objectives", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rationale", "stem", "topic", "video_second") VALUES (NEW."assessment_id", NEW."citation", NEW."id", NEW."key", NEW."objectives", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."rationale", NEW."stem", NEW."topic", NEW."video_second"); RETURN NULL;',
                    hash="b1d773c869ea189f360047a5f61f5d0f230680b9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a25f3",
                    table="courses_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_questionevent" ("assessment_id", "citation", "id", "key", "objectives", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rationale", "stem", "topic", "video_second") VALUES (NEW."assessment_id", NEW."citation", NEW."id", NEW."key", NEW."objectives", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."rationale", NEW."stem", NEW."topic", NEW."video_second"); RETURN NULL;',
                    hash="d34f55f6cea3bf21cea036288e6b6c329093f475",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_90d85",
                    table="courses_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_questionevent" ("assessment_id", "citation", "id", "key", "objectives", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rationale", "stem", "topic", "video_second") VALUES (OLD."assessment_id", OLD."citation", OLD."id", OLD."key", OLD."objectives", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."rationale", OLD."stem", OLD."topic", OLD."video_second"); RETURN NULL;',
                    hash="455b02f45473d9727187fe98c4c667b71889f7d8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_06c98",
                    table="courses_question",
                    when="AFTER",
                ),
            ),
        ),
    ]
