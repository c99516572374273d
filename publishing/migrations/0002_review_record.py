"""A review has a reviewer in words, an outcome and evidence."""

# ruff: noqa: E501 -- the triggers are as pgtrigger wrote them

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="coursereview",
            options={"ordering": ["-reviewed_on", "-reviewed_at"]},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="coursereview",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="coursereview",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="coursereview",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="coursereview",
            name="evidence",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="coursereview",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("current", "Current as it is"),
                    ("changed", "Current after the changes noted"),
                    ("unknown", "Outcome not recorded"),
                ],
                default="current",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="coursereview",
            name="reviewer",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="coursereviewevent",
            name="evidence",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="coursereviewevent",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("current", "Current as it is"),
                    ("changed", "Current after the changes noted"),
                    ("unknown", "Outcome not recorded"),
                ],
                default="current",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="coursereviewevent",
            name="reviewer",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="coursereview",
            name="expires_on",
            field=models.DateField(null=True, verbose_name="new last day of credit"),
        ),
        migrations.AlterField(
            model_name="coursereview",
            name="reviewed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="recorded at"
            ),
        ),
        migrations.AlterField(
            model_name="coursereview",
            name="reviewed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="coursereviewevent",
            name="expires_on",
            field=models.DateField(null=True, verbose_name="new last day of credit"),
        ),
        migrations.AlterField(
            model_name="coursereviewevent",
            name="reviewed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="recorded at"
            ),
        ),
        migrations.AlterField(
            model_name="coursereviewevent",
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
        pgtrigger.migrations.AddTrigger(
            model_name="coursereview",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "publishing_coursereviewevent" ("course_id", "evidence", "expires_on", "id", "looked_at", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "reviewed_on", "reviewer") VALUES (NEW."course_id", NEW."evidence", NEW."expires_on", NEW."id", NEW."looked_at", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reviewed_at", NEW."reviewed_by_id", NEW."reviewed_on", NEW."reviewer"); RETURN NULL;',
                    hash="53a9e6dd738364c14024faaf56b0088f99bf1091",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cb605",
                    table="publishing_coursereview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coursereview",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "publishing_coursereviewevent" ("course_id", "evidence", "expires_on", "id", "looked_at", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "reviewed_on", "reviewer") VALUES (NEW."course_id", NEW."evidence", NEW."expires_on", NEW."id", NEW."looked_at", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reviewed_at", NEW."reviewed_by_id", NEW."reviewed_on", NEW."reviewer"); RETURN NULL;',
                    hash="8f214765ab27cdb456c8ae3e10cd235d244c227d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bd0a8",
                    table="publishing_coursereview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coursereview",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "publishing_coursereviewevent" ("course_id", "evidence", "expires_on", "id", "looked_at", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "reviewed_on", "reviewer") VALUES (OLD."course_id", OLD."evidence", OLD."expires_on", OLD."id", OLD."looked_at", OLD."note", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reviewed_at", OLD."reviewed_by_id", OLD."reviewed_on", OLD."reviewer"); RETURN NULL;',
                    hash="efa9d695fe24ab58dac08f7157c68871eb426e49",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ada1b",
                    table="publishing_coursereview",
                    when="AFTER",
                ),
            ),
        ),
    ]
