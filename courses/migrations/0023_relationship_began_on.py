"""Since when somebody has a relationship."""

# ruff: noqa: E501

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0022_empty_forms_told"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="relationship",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="relationship",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="relationship",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="relationship",
            name="began_on",
            field=models.DateField(
                blank=True,
                help_text="Leave it empty if it began before the person took on their part in the course.",
                null=True,
                verbose_name="since",
            ),
        ),
        migrations.AddField(
            model_name="relationshipevent",
            name="began_on",
            field=models.DateField(
                blank=True,
                help_text="Leave it empty if it began before the person took on their part in the course.",
                null=True,
                verbose_name="since",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relationship",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_relationshipevent" ("began_on", "company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."began_on", NEW."company", NEW."ended_on", NEW."form_id", NEW."id", NEW."kind", NEW."nature", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="bee2c71bb70948d0fd3a16ec84b8e5bd0072f52f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_db89a",
                    table="courses_relationship",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relationship",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_relationshipevent" ("began_on", "company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."began_on", NEW."company", NEW."ended_on", NEW."form_id", NEW."id", NEW."kind", NEW."nature", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="57b973fde0c29debbb4be84c7eb4735f401927b9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cc064",
                    table="courses_relationship",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relationship",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_relationshipevent" ("began_on", "company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."began_on", OLD."company", OLD."ended_on", OLD."form_id", OLD."id", OLD."kind", OLD."nature", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="82328661ad2a778d5ab16dd51b44ea5f15d6cb12",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ef90b",
                    table="courses_relationship",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("began_on__isnull", True),
                    ("ended_on__isnull", True),
                    ("began_on__lte", models.F("ended_on")),
                    _connector="OR",
                ),
                name="relationship_begins_before_it_ends",
            ),
        ),
    ]
