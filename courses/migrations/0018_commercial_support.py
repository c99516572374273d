"""Commercial support as rows: who gave what, how it was used, and the agreement."""
# ruff: noqa: E501 (generated)

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0017_question_objectives"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommercialSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="company")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "Educational grant"), ("in-kind", "Support in kind")],
                        max_length=10,
                    ),
                ),
                (
                    "in_kind",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what was given in kind"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("use", models.TextField(blank=True, verbose_name="how it was used")),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreement signed on"),
                ),
                ("agreement", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "agreement_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="agreement"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="support",
                        to="courses.course",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "commercial support",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CommercialSupportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("source", models.CharField(max_length=300, verbose_name="company")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "Educational grant"), ("in-kind", "Support in kind")],
                        max_length=10,
                    ),
                ),
                (
                    "in_kind",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what was given in kind"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("use", models.TextField(blank=True, verbose_name="how it was used")),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreement signed on"),
                ),
                ("agreement", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "agreement_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="agreement"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="courses.course",
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
                        to="courses.commercialsupport",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="commercialsupport",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="support_of_some_amount",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (NEW."agreement", NEW."agreement_name", NEW."amount", NEW."course_id", NEW."id", NEW."in_kind", NEW."nature", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_on", NEW."source", NEW."use"); RETURN NULL;',
                    hash="04add0edd28a5f83b9639bcf5b160e6e352cdc32",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd6bf",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (NEW."agreement", NEW."agreement_name", NEW."amount", NEW."course_id", NEW."id", NEW."in_kind", NEW."nature", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_on", NEW."source", NEW."use"); RETURN NULL;',
                    hash="60c3d6eb4020d4851d804d5d004685251f995f5e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_19162",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupport",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_commercialsupportevent" ("agreement", "agreement_name", "amount", "course_id", "id", "in_kind", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "source", "use") VALUES (OLD."agreement", OLD."agreement_name", OLD."amount", OLD."course_id", OLD."id", OLD."in_kind", OLD."nature", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."signed_on", OLD."source", OLD."use"); RETURN NULL;',
                    hash="dca79f2cd197129d89b450097dfe6025a54042e8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2e3a",
                    table="courses_commercialsupport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commercialsupportevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1445d7a7f85e0def5dbc998ee391776f079a4515",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_da7e5",
                    table="courses_commercialsupportevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
