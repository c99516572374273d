"""A society of one publishes alone, and the row says so."""

# ruff: noqa: E501 -- the triggers are as pgtrigger wrote them

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0020_support_text_leaves"),
        ("publishing", "0005_course_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="publishrequest",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publishrequest",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publishrequest",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="publishrequest",
            name="approved_by_somebody_else",
        ),
        migrations.AddField(
            model_name="publishrequest",
            name="alone",
            field=models.BooleanField(
                default=False, help_text="Approved by who asked: there was nobody else who might."
            ),
        ),
        migrations.AddField(
            model_name="publishrequestevent",
            name="alone",
            field=models.BooleanField(
                default=False, help_text="Approved by who asked: there was nobody else who might."
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "publishing_publishrequestevent" ("alone", "approved_at", "approved_by_id", "asked_at", "asked_by_id", "course_id", "decline_reason", "declined_at", "declined_by_id", "digest", "id", "needs_approval", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish_at", "published_at", "void_reason", "voided_at", "withdrawn_at") VALUES (NEW."alone", NEW."approved_at", NEW."approved_by_id", NEW."asked_at", NEW."asked_by_id", NEW."course_id", NEW."decline_reason", NEW."declined_at", NEW."declined_by_id", NEW."digest", NEW."id", NEW."needs_approval", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publish_at", NEW."published_at", NEW."void_reason", NEW."voided_at", NEW."withdrawn_at"); RETURN NULL;',
                    hash="48a65e1a163e389aae7c529638d9e723a84f25fa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8063e",
                    table="publishing_publishrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "publishing_publishrequestevent" ("alone", "approved_at", "approved_by_id", "asked_at", "asked_by_id", "course_id", "decline_reason", "declined_at", "declined_by_id", "digest", "id", "needs_approval", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish_at", "published_at", "void_reason", "voided_at", "withdrawn_at") VALUES (NEW."alone", NEW."approved_at", NEW."approved_by_id", NEW."asked_at", NEW."asked_by_id", NEW."course_id", NEW."decline_reason", NEW."declined_at", NEW."declined_by_id", NEW."digest", NEW."id", NEW."needs_approval", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publish_at", NEW."published_at", NEW."void_reason", NEW."voided_at", NEW."withdrawn_at"); RETURN NULL;',
                    hash="f6c608bd1e214835544890dd349052909db8a035",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2d321",
                    table="publishing_publishrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "publishing_publishrequestevent" ("alone", "approved_at", "approved_by_id", "asked_at", "asked_by_id", "course_id", "decline_reason", "declined_at", "declined_by_id", "digest", "id", "needs_approval", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish_at", "published_at", "void_reason", "voided_at", "withdrawn_at") VALUES (OLD."alone", OLD."approved_at", OLD."approved_by_id", OLD."asked_at", OLD."asked_by_id", OLD."course_id", OLD."decline_reason", OLD."declined_at", OLD."declined_by_id", OLD."digest", OLD."id", OLD."needs_approval", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publish_at", OLD."published_at", OLD."void_reason", OLD."voided_at", OLD."withdrawn_at"); RETURN NULL;',
                    hash="e0ed646740b6c9541c84cf70ede02fc17f2ccc6e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2d78",
                    table="publishing_publishrequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="publishrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("asked_by")), _negated=True),
                    ("alone", True),
                    _connector="OR",
                ),
                name="approved_by_somebody_else",
            ),
        ),
    ]
