"""Columns for degrees in medicine: what a profession implies, and what a person states."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_words_of_names"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="profession",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="profession",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="profession",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="profession",
            name="asks_degree",
            field=models.BooleanField(
                default=False,
                help_text="Its people count as physicians only with a degree that they state.",
            ),
        ),
        migrations.AddField(
            model_name="profession",
            name="degree",
            field=models.CharField(
                blank=True,
                choices=[
                    ("md", "MD"),
                    ("do", "DO"),
                    ("equivalent", "An equivalent degree in medicine, such as MBBS"),
                    ("none", "None yet"),
                ],
                max_length=10,
                verbose_name="degree that it implies",
            ),
        ),
        migrations.AddField(
            model_name="professionevent",
            name="asks_degree",
            field=models.BooleanField(
                default=False,
                help_text="Its people count as physicians only with a degree that they state.",
            ),
        ),
        migrations.AddField(
            model_name="professionevent",
            name="degree",
            field=models.CharField(
                blank=True,
                choices=[
                    ("md", "MD"),
                    ("do", "DO"),
                    ("equivalent", "An equivalent degree in medicine, such as MBBS"),
                    ("none", "None yet"),
                ],
                max_length=10,
                verbose_name="degree that it implies",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="degree",
            field=models.CharField(
                blank=True,
                choices=[
                    ("md", "MD"),
                    ("do", "DO"),
                    ("equivalent", "An equivalent degree in medicine, such as MBBS"),
                    ("none", "None yet"),
                ],
                help_text="Only where the profession asks for it.",
                max_length=10,
                verbose_name="degree in medicine",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profession",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=(
                        'INSERT INTO "accounts_professionevent" ("asks_degree", "code", "degree", "id", '
                        '"is_trainee", "ja_category", "name", "pars_category", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES '
                        '(NEW."asks_degree", NEW."code", NEW."degree", NEW."id", NEW."is_trainee", '
                        'NEW."ja_category", NEW."name", NEW."pars_category", _pgh_attach_context(), '
                        'NOW(), \'insert\', NEW."id", NEW."position", NEW."retired_at"); RETURN NULL;'
                    ),
                    hash="c5deecb70b4526544ba909799253bdfe0613d95f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bcff7",
                    table="accounts_profession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profession",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func=(
                        'INSERT INTO "accounts_professionevent" ("asks_degree", "code", "degree", "id", '
                        '"is_trainee", "ja_category", "name", "pars_category", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES '
                        '(NEW."asks_degree", NEW."code", NEW."degree", NEW."id", NEW."is_trainee", '
                        'NEW."ja_category", NEW."name", NEW."pars_category", _pgh_attach_context(), '
                        'NOW(), \'update\', NEW."id", NEW."position", NEW."retired_at"); RETURN NULL;'
                    ),
                    hash="2b0c33e52dd962608565e926085365cedc04b49c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a8a73",
                    table="accounts_profession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profession",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=(
                        'INSERT INTO "accounts_professionevent" ("asks_degree", "code", "degree", "id", '
                        '"is_trainee", "ja_category", "name", "pars_category", "pgh_context_id", '
                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES '
                        '(OLD."asks_degree", OLD."code", OLD."degree", OLD."id", OLD."is_trainee", '
                        'OLD."ja_category", OLD."name", OLD."pars_category", _pgh_attach_context(), '
                        'NOW(), \'delete\', OLD."id", OLD."position", OLD."retired_at"); RETURN NULL;'
                    ),
                    hash="b8742c06a612f6224cb60251a6a0d7d21c8ce47c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_99e34",
                    table="accounts_profession",
                    when="AFTER",
                ),
            ),
        ),
    ]
