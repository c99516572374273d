"""What only a provider can answer is asked, and its answers are on record."""

# ruff: noqa: E501

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("providers", "0002_mandated_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnerAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.SlugField(max_length=40)),
                ("answer", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owner_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owner_answers",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["provider", "question"],
            },
        ),
        migrations.CreateModel(
            name="OwnerAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("question", models.SlugField(db_index=False, max_length=40)),
                ("answer", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="providers.owneranswer",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="owneranswer",
            constraint=models.UniqueConstraint(
                models.F("provider"), models.F("question"), name="one_answer_per_owner_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="owneranswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer", ""), _negated=True), name="owner_answer_is_not_empty"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="owneranswer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_owneranswerevent" ("answer", "answered_at", "answered_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "question") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provider_id", NEW."question"); RETURN NULL;',
                    hash="224797f4efc0dce5aeb2e4f42bc65e6e9204c41d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1a17a",
                    table="providers_owneranswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="owneranswer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "providers_owneranswerevent" ("answer", "answered_at", "answered_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "question") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provider_id", NEW."question"); RETURN NULL;',
                    hash="7193eae23a71999874f95759efd0fffc92942a0e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e5aba",
                    table="providers_owneranswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="owneranswer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_owneranswerevent" ("answer", "answered_at", "answered_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "question") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provider_id", OLD."question"); RETURN NULL;',
                    hash="9397dc3baff9edd0956f5b9a9c212c1efbc5470b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_857a9",
                    table="providers_owneranswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="owneranswerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c48cc75468a92ad0f607d44fa04c3844607cfad7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5d86c",
                    table="providers_owneranswerevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
