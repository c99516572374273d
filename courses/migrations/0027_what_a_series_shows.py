"""Hotlines, “Exit this page” and a content note are chosen per series; a new one has none of them."""

# ruff: noqa: E501 (generated)

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0026_issue_second_certificate"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="series",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="series",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="series",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="series",
            name="needs_content_note",
            field=models.BooleanField(
                default=False,
                help_text="Its courses are published only once they say what may be hard to watch.",
                verbose_name="ask for a content note",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="shows_exit",
            field=models.BooleanField(
                default=False,
                help_text="At the top of the same pages, to leave at once. Turn it on wherever somebody who watches may be at risk.",
                verbose_name="show “Exit this page”",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="shows_hotlines",
            field=models.BooleanField(
                default=False,
                help_text="At the foot of its courses' pages and of the pages that belong to no course. The numbers are those under Hotlines.",
                verbose_name="show the hotlines",
            ),
        ),
        migrations.AddField(
            model_name="seriesevent",
            name="needs_content_note",
            field=models.BooleanField(
                default=False,
                help_text="Its courses are published only once they say what may be hard to watch.",
                verbose_name="ask for a content note",
            ),
        ),
        migrations.AddField(
            model_name="seriesevent",
            name="shows_exit",
            field=models.BooleanField(
                default=False,
                help_text="At the top of the same pages, to leave at once. Turn it on wherever somebody who watches may be at risk.",
                verbose_name="show “Exit this page”",
            ),
        ),
        migrations.AddField(
            model_name="seriesevent",
            name="shows_hotlines",
            field=models.BooleanField(
                default=False,
                help_text="At the foot of its courses' pages and of the pages that belong to no course. The numbers are those under Hotlines.",
                verbose_name="show the hotlines",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_seriesevent" ("id", "is_sample", "needs_content_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "shows_exit", "shows_hotlines", "slug", "summary", "title") VALUES (NEW."id", NEW."is_sample", NEW."needs_content_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_id", NEW."shows_exit", NEW."shows_hotlines", NEW."slug", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="aa80b17db62ffecc187fee3f5818329b9181b286",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1af10",
                    table="courses_series",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_seriesevent" ("id", "is_sample", "needs_content_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "shows_exit", "shows_hotlines", "slug", "summary", "title") VALUES (NEW."id", NEW."is_sample", NEW."needs_content_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_id", NEW."shows_exit", NEW."shows_hotlines", NEW."slug", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="ff46be4e49f406299a37ec7883ff68cfd497ecdf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a3e92",
                    table="courses_series",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_seriesevent" ("id", "is_sample", "needs_content_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "shows_exit", "shows_hotlines", "slug", "summary", "title") VALUES (OLD."id", OLD."is_sample", OLD."needs_content_note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_id", OLD."shows_exit", OLD."shows_hotlines", OLD."slug", OLD."summary", OLD."title"); RETURN NULL;',
                    hash="b1e308110afb72756cd72d07441fd185d7fafda2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f75d3",
                    table="courses_series",
                    when="AFTER",
                ),
            ),
        ),
    ]
