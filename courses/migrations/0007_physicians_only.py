"""A mark on the credit that only physicians earn."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_review_day"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="credittype",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="credittype",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="credittype",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="credittype",
            name="physicians_only",
            field=models.BooleanField(
                default=False,
                help_text="Only for an MD, a DO or an equivalent degree; a correction to it takes two people.",
            ),
        ),
        migrations.AddField(
            model_name="credittypeevent",
            name="physicians_only",
            field=models.BooleanField(
                default=False,
                help_text="Only for an MD, a DO or an equivalent degree; a correction to it takes two people.",
            ),
        ),
        migrations.AlterField(
            model_name="credittype",
            name="attestation",
            field=models.TextField(
                help_text="What the learner confirms when claiming; {degree} is their degree in medicine."
            ),
        ),
        migrations.AlterField(
            model_name="credittypeevent",
            name="attestation",
            field=models.TextField(
                help_text="What the learner confirms when claiming; {degree} is their degree in medicine."
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credittype",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=(
                        'INSERT INTO "courses_credittypeevent" ("attestation", "attestation_version", '
                        '"certificate_template", "certificate_wording", "code", "designated_sentence", '
                        '"designation_template", "enabled", "id", "increment_quarters", '
                        '"name_in_statement", "name_plural", "name_singular", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "physicians_only", "position", '
                        '"reporting_channel") VALUES (NEW."attestation", NEW."attestation_version", '
                        'NEW."certificate_template", NEW."certificate_wording", NEW."code", '
                        'NEW."designated_sentence", NEW."designation_template", NEW."enabled", NEW."id", '
                        'NEW."increment_quarters", NEW."name_in_statement", NEW."name_plural", '
                        'NEW."name_singular", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                        'NEW."physicians_only", NEW."position", NEW."reporting_channel"); RETURN NULL;'
                    ),
                    hash="03c03a0b76d0ec200ae00b83f0ee5fd9df29c940",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1f049",
                    table="courses_credittype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credittype",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func=(
                        'INSERT INTO "courses_credittypeevent" ("attestation", "attestation_version", '
                        '"certificate_template", "certificate_wording", "code", "designated_sentence", '
                        '"designation_template", "enabled", "id", "increment_quarters", '
                        '"name_in_statement", "name_plural", "name_singular", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "physicians_only", "position", '
                        '"reporting_channel") VALUES (NEW."attestation", NEW."attestation_version", '
                        'NEW."certificate_template", NEW."certificate_wording", NEW."code", '
                        'NEW."designated_sentence", NEW."designation_template", NEW."enabled", NEW."id", '
                        'NEW."increment_quarters", NEW."name_in_statement", NEW."name_plural", '
                        'NEW."name_singular", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                        'NEW."physicians_only", NEW."position", NEW."reporting_channel"); RETURN NULL;'
                    ),
                    hash="c22a2e5e45f17de225331ad7754460fba0f2b1f5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e994",
                    table="courses_credittype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credittype",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=(
                        'INSERT INTO "courses_credittypeevent" ("attestation", "attestation_version", '
                        '"certificate_template", "certificate_wording", "code", "designated_sentence", '
                        '"designation_template", "enabled", "id", "increment_quarters", '
                        '"name_in_statement", "name_plural", "name_singular", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "physicians_only", "position", '
                        '"reporting_channel") VALUES (OLD."attestation", OLD."attestation_version", '
                        'OLD."certificate_template", OLD."certificate_wording", OLD."code", '
                        'OLD."designated_sentence", OLD."designation_template", OLD."enabled", OLD."id", '
                        'OLD."increment_quarters", OLD."name_in_statement", OLD."name_plural", '
                        'OLD."name_singular", _pgh_attach_context(), NOW(), \'delete\', OLD."id", '
                        'OLD."physicians_only", OLD."position", OLD."reporting_channel"); RETURN NULL;'
                    ),
                    hash="1c46bc600b89d630c69ba815fc06741fc6e16830",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f91bd",
                    table="courses_credittype",
                    when="AFTER",
                ),
            ),
        ),
    ]
