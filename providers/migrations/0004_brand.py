"""A provider's logo, color and signatory."""

# ruff: noqa: E501

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import providers.colors


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0003_owner_answers"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="provider",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="provider",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="provider",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="provider",
            name="color",
            field=models.CharField(
                blank=True,
                help_text="Of headings and frame on new certificates, such as #0b4f5e; empty: the portal’s own.",
                max_length=7,
                validators=[providers.colors.validate_color],
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="logo",
            field=models.FileField(
                blank=True,
                help_text="PNG, JPEG or WebP on a white or clear ground, wide rather than tall. Pages and new certificates show it; what was issued keeps the former one.",
                upload_to="logo/",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="signatory_name",
            field=models.CharField(
                blank=True,
                help_text="Name and degree, as printed on new certificates. Empty: nobody signs them.",
                max_length=80,
                verbose_name="who signs certificates",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="signatory_title",
            field=models.CharField(
                blank=True,
                help_text="Such as “Director of Medical Education”.",
                max_length=120,
                verbose_name="what the signatory is",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="signature",
            field=models.FileField(
                blank=True,
                help_text="A picture of the signature, dark on white or clear, if one is to be printed.",
                upload_to="signature/",
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="color",
            field=models.CharField(
                blank=True,
                help_text="Of headings and frame on new certificates, such as #0b4f5e; empty: the portal’s own.",
                max_length=7,
                validators=[providers.colors.validate_color],
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="logo",
            field=models.FileField(
                blank=True,
                help_text="PNG, JPEG or WebP on a white or clear ground, wide rather than tall. Pages and new certificates show it; what was issued keeps the former one.",
                upload_to="logo/",
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="signatory_name",
            field=models.CharField(
                blank=True,
                help_text="Name and degree, as printed on new certificates. Empty: nobody signs them.",
                max_length=80,
                verbose_name="who signs certificates",
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="signatory_title",
            field=models.CharField(
                blank=True,
                help_text="Such as “Director of Medical Education”.",
                max_length=120,
                verbose_name="what the signatory is",
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="signature",
            field=models.FileField(
                blank=True,
                help_text="A picture of the signature, dark on white or clear, if one is to be printed.",
                upload_to="signature/",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_providerevent" ("accreditation_template_id", "accreditor", "color", "contact_email", "contact_phone", "counted_from", "id", "is_sample", "logo", "name", "optional_checks", "pars_provider_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approval", "signatory_name", "signatory_title", "signature", "slug", "time_zone", "website") VALUES (NEW."accreditation_template_id", NEW."accreditor", NEW."color", NEW."contact_email", NEW."contact_phone", NEW."counted_from", NEW."id", NEW."is_sample", NEW."logo", NEW."name", NEW."optional_checks", NEW."pars_provider_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."second_approval", NEW."signatory_name", NEW."signatory_title", NEW."signature", NEW."slug", NEW."time_zone", NEW."website"); RETURN NULL;',
                    hash="b56a67436714feac204c17447af4cedecd3511a4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c2891",
                    table="providers_provider",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "providers_providerevent" ("accreditation_template_id", "accreditor", "color", "contact_email", "contact_phone", "counted_from", "id", "is_sample", "logo", "name", "optional_checks", "pars_provider_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approval", "signatory_name", "signatory_title", "signature", "slug", "time_zone", "website") VALUES (NEW."accreditation_template_id", NEW."accreditor", NEW."color", NEW."contact_email", NEW."contact_phone", NEW."counted_from", NEW."id", NEW."is_sample", NEW."logo", NEW."name", NEW."optional_checks", NEW."pars_provider_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."second_approval", NEW."signatory_name", NEW."signatory_title", NEW."signature", NEW."slug", NEW."time_zone", NEW."website"); RETURN NULL;',
                    hash="c89c433c85f6d7aa57f17a157232f41d4179440b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b4a7f",
                    table="providers_provider",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_providerevent" ("accreditation_template_id", "accreditor", "color", "contact_email", "contact_phone", "counted_from", "id", "is_sample", "logo", "name", "optional_checks", "pars_provider_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approval", "signatory_name", "signatory_title", "signature", "slug", "time_zone", "website") VALUES (OLD."accreditation_template_id", OLD."accreditor", OLD."color", OLD."contact_email", OLD."contact_phone", OLD."counted_from", OLD."id", OLD."is_sample", OLD."logo", OLD."name", OLD."optional_checks", OLD."pars_provider_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."second_approval", OLD."signatory_name", OLD."signatory_title", OLD."signature", OLD."slug", OLD."time_zone", OLD."website"); RETURN NULL;',
                    hash="de35e70fef1038b24cba7eabe7f7e0c113b2a0d3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_42d8b",
                    table="providers_provider",
                    when="AFTER",
                ),
            ),
        ),
    ]
