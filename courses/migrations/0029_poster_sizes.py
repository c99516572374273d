"""A poster in several widths; those of older recordings are made by the worker."""

# ruff: noqa: E501

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0028_former_series_show"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="video",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="video",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="video",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="video",
            name="poster_sizes",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="The poster in several widths, narrowest first; empty until they are made.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="videoevent",
            name="poster_sizes",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="The poster in several widths, narrowest first; empty until they are made.",
                null=True,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="video",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_videoevent" ("added_at", "course_id", "file", "height", "hls", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poster", "poster_sizes", "released_at", "renditions", "seconds", "sha256", "speech", "title", "version", "width") VALUES (NEW."added_at", NEW."course_id", NEW."file", NEW."height", NEW."hls", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."poster", NEW."poster_sizes", NEW."released_at", NEW."renditions", NEW."seconds", NEW."sha256", NEW."speech", NEW."title", NEW."version", NEW."width"); RETURN NULL;',
                    hash="23bda84f7619a2e70ea2caa8d8638d63512d047c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_89658",
                    table="courses_video",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="video",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_videoevent" ("added_at", "course_id", "file", "height", "hls", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poster", "poster_sizes", "released_at", "renditions", "seconds", "sha256", "speech", "title", "version", "width") VALUES (NEW."added_at", NEW."course_id", NEW."file", NEW."height", NEW."hls", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."poster", NEW."poster_sizes", NEW."released_at", NEW."renditions", NEW."seconds", NEW."sha256", NEW."speech", NEW."title", NEW."version", NEW."width"); RETURN NULL;',
                    hash="0308f453c94da6106e13234b447e8c7a51f003f5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bcd08",
                    table="courses_video",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="video",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_videoevent" ("added_at", "course_id", "file", "height", "hls", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "poster", "poster_sizes", "released_at", "renditions", "seconds", "sha256", "speech", "title", "version", "width") VALUES (OLD."added_at", OLD."course_id", OLD."file", OLD."height", OLD."hls", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."poster", OLD."poster_sizes", OLD."released_at", OLD."renditions", OLD."seconds", OLD."sha256", OLD."speech", OLD."title", OLD."version", OLD."width"); RETURN NULL;',
                    hash="d3f788efd67d0e33becac19e769a2663940934e5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0213a",
                    table="courses_video",
                    when="AFTER",
                ),
            ),
        ),
    ]
