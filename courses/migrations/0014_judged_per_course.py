"""Relationships are judged for each course, and no longer once for all; the history keeps what was."""

# ruff: noqa: E501

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0013_judgements_per_course"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="disclosureform",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disclosureform",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disclosureform",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disclosureform",
            name="signed_disclosure_stays",
        ),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name="relationship",
            name="relationship_as_signed",
        ),
        migrations.RemoveConstraint(
            model_name="disclosureform",
            name="second_look_by_somebody_else",
        ),
        migrations.RemoveConstraint(
            model_name="relationship",
            name="exception_with_its_reason",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosureform",
            trigger=pgtrigger.compiler.Trigger(
                name="signed_disclosure_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.signed_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f056fb966d73f30b9315777413f4fa60c3ed514c",
                    operation="UPDATE",
                    pgid="pgtrigger_signed_disclosure_stays_ae2ac",
                    table="courses_disclosureform",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosureform",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_disclosureformevent" ("covers_from", "covers_to", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "signed_at", "signed_on", "wording_id") VALUES (NEW."covers_from", NEW."covers_to", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."request_id", NEW."signed_at", NEW."signed_on", NEW."wording_id"); RETURN NULL;',
                    hash="8adbfedf83b6a09ba81bba8d07bf15c38e7abd5c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_74471",
                    table="courses_disclosureform",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosureform",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."covers_from" IS DISTINCT FROM (NEW."covers_from") OR OLD."covers_to" IS DISTINCT FROM (NEW."covers_to") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."signed_on" IS DISTINCT FROM (NEW."signed_on") OR OLD."wording_id" IS DISTINCT FROM (NEW."wording_id"))',
                    func='INSERT INTO "courses_disclosureformevent" ("covers_from", "covers_to", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "signed_at", "signed_on", "wording_id") VALUES (NEW."covers_from", NEW."covers_to", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."request_id", NEW."signed_at", NEW."signed_on", NEW."wording_id"); RETURN NULL;',
                    hash="84f9cbe405fbc5512fb383761b1ba73a255cf2f9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33463",
                    table="courses_disclosureform",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosureform",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_disclosureformevent" ("covers_from", "covers_to", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "signed_at", "signed_on", "wording_id") VALUES (OLD."covers_from", OLD."covers_to", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."request_id", OLD."signed_at", OLD."signed_on", OLD."wording_id"); RETURN NULL;',
                    hash="945a3ae026ae16edbd28990b7294a000976b5358",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_66000",
                    table="courses_disclosureform",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relationship",
            trigger=pgtrigger.compiler.Trigger(
                name="relationship_as_signed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM courses_disclosureform\n        WHERE signed_at IS NOT NULL\n            AND id = (CASE TG_OP WHEN 'INSERT' THEN NEW.form_id ELSE OLD.form_id END)\n    ) THEN\n        RAISE EXCEPTION 'a signed disclosure cannot be changed'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF TG_OP = 'DELETE' THEN\n        RETURN OLD;\n    END IF;\n    RETURN NEW;\n",
                    hash="8daf2d3c2f02d69534caef83262cb043462adbd8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_relationship_as_signed_4d3b2",
                    table="courses_relationship",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relationship",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_relationshipevent" ("company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."company", NEW."ended_on", NEW."form_id", NEW."id", NEW."kind", NEW."nature", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="d0dd4abcb2b45f8bc0e750e8c3f3c301e5f7ec22",
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
                    func='INSERT INTO "courses_relationshipevent" ("company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."company", NEW."ended_on", NEW."form_id", NEW."id", NEW."kind", NEW."nature", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="ee5fbe0a21c7d0bcc06bd84f0b663fa8bf0b1da1",
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
                    func='INSERT INTO "courses_relationshipevent" ("company", "ended_on", "form_id", "id", "kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."company", OLD."ended_on", OLD."form_id", OLD."id", OLD."kind", OLD."nature", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="6aee7ecb341c71efc8a545c1c7885c21b369bcee",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ef90b",
                    table="courses_relationship",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RemoveField(
            model_name="disclosureform",
            name="reviewed_at",
        ),
        migrations.RemoveField(
            model_name="disclosureform",
            name="reviewed_by",
        ),
        migrations.RemoveField(
            model_name="disclosureform",
            name="second_look_at",
        ),
        migrations.RemoveField(
            model_name="disclosureform",
            name="second_look_by",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="exception",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="exception_reason",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="mitigated_on",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="mitigation",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="mitigation_steps",
        ),
        migrations.RemoveField(
            model_name="relationship",
            name="relevant",
        ),
        migrations.AlterField(
            model_name="disclosureformevent",
            name="reviewed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="disclosureformevent",
            name="reviewed_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="disclosureformevent",
            name="second_look_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="disclosureformevent",
            name="second_look_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="exception",
            field=models.CharField(max_length=14, null=True),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="exception_reason",
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="mitigated_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="mitigation",
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="mitigation_steps",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="relationshipevent",
            name="relevant",
            field=models.BooleanField(null=True),
        ),
    ]
