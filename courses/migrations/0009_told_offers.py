"""What each version of the front matter offered, and how the offer of a course is closed."""
# ruff: noqa: E501

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0008_who_earns_what"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrontMatterOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "max_quarters",
                    models.PositiveSmallIntegerField(verbose_name="maximum, in quarter credits"),
                ),
                ("learning_format", models.CharField(help_text="In words.", max_length=60)),
                ("designation_statement", models.TextField(blank=True)),
                ("accreditor_reference", models.CharField(blank=True, max_length=120)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["credit_type__position", "id"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditoffer",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditoffer",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditoffer",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="creditoffer",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="From then on nobody can claim it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="creditoffer",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="creditoffer",
            name="closed_reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="creditofferevent",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="From then on nobody can claim it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="creditofferevent",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="creditofferevent",
            name="closed_reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_offer_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."closed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'closed: reopen the offer before removing it' USING ERRCODE = 'restrict_violation';",
                    hash="9f34389fecc70c829b6e7fa669482fc4d7b0b11e",
                    operation="DELETE",
                    pgid="pgtrigger_closed_offer_stays_269a6",
                    table="courses_creditoffer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_creditofferevent" ("accreditor_reference", "closed_at", "closed_by_id", "closed_reason", "course_id", "credit_type_id", "id", "max_quarters", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."accreditor_reference", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."course_id", NEW."credit_type_id", NEW."id", NEW."max_quarters", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="6869445bd6d006700c7893934a6ae6f4ba7fcb02",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_86da0",
                    table="courses_creditoffer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "courses_creditofferevent" ("accreditor_reference", "closed_at", "closed_by_id", "closed_reason", "course_id", "credit_type_id", "id", "max_quarters", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."accreditor_reference", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."course_id", NEW."credit_type_id", NEW."id", NEW."max_quarters", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="ca9a9ba0424d6dff0902ff8a05ad617fc9f468e3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_71438",
                    table="courses_creditoffer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "courses_creditofferevent" ("accreditor_reference", "closed_at", "closed_by_id", "closed_reason", "course_id", "credit_type_id", "id", "max_quarters", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (OLD."accreditor_reference", OLD."closed_at", OLD."closed_by_id", OLD."closed_reason", OLD."course_id", OLD."credit_type_id", OLD."id", OLD."max_quarters", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."valid_from", OLD."valid_to"); RETURN NULL;',
                    hash="52bc06531083eb90b8e2bc0bacd389834cb87c79",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_220bf",
                    table="courses_creditoffer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="creditoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("closed_reason", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False), models.Q(("closed_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="offer_is_closed_with_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="frontmatteroffer",
            name="credit_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_offers",
                to="courses.credittype",
            ),
        ),
        migrations.AddField(
            model_name="frontmatteroffer",
            name="front_matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="offers",
                to="courses.frontmatter",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontmatteroffer",
            constraint=models.UniqueConstraint(
                models.F("front_matter"),
                models.F("credit_type"),
                name="told_offer_once_per_credit_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontmatteroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_quarters__gte", 1)), name="told_offer_of_some_credit"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="frontmatteroffer",
            trigger=pgtrigger.compiler.Trigger(
                name="what_was_told_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'told: what learners were told is never changed' USING ERRCODE = 'restrict_violation';",
                    hash="9c02303268a2d3236721163f078f6aafe68d85e5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_what_was_told_stays_d0701",
                    table="courses_frontmatteroffer",
                    when="BEFORE",
                ),
            ),
        ),
    ]
