"""Each statement has mandated parts, which a course's own wording must contain."""

# ruff: noqa: E501

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0001_tables"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="statementtemplate",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="statementtemplate",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="statementtemplate",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="statementtemplate",
            name="mandated_parts",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What a course's own wording must contain as well, with the same placeholders.",
            ),
        ),
        migrations.AddField(
            model_name="statementtemplateevent",
            name="mandated_parts",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What a course's own wording must contain as well, with the same placeholders.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_statementtemplateevent" ("code", "id", "mandated_parts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "providership", "text") VALUES (NEW."code", NEW."id", NEW."mandated_parts", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."providership", NEW."text"); RETURN NULL;',
                    hash="fa0b838f5e7bd01b3eecbc70f2b0470491d89b6c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_79120",
                    table="providers_statementtemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "providers_statementtemplateevent" ("code", "id", "mandated_parts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "providership", "text") VALUES (NEW."code", NEW."id", NEW."mandated_parts", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."providership", NEW."text"); RETURN NULL;',
                    hash="7663aba8df35463b84853cbe9e1b251ecb22af73",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2cd8",
                    table="providers_statementtemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_statementtemplateevent" ("code", "id", "mandated_parts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "providership", "text") VALUES (OLD."code", OLD."id", OLD."mandated_parts", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."providership", OLD."text"); RETURN NULL;',
                    hash="984c13c347cd1f5cd616f0b4a70d9e0ab412727d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b7f3c",
                    table="providers_statementtemplate",
                    when="AFTER",
                ),
            ),
        ),
    ]
