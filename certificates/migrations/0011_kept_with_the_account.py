"""A certificate is kept as long as the account that it belongs to; six years are the least."""

# ruff: noqa: E501 -- the trigger is as pgtrigger wrote it

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0010_credit_moves"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="certificate_is_retained",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_is_retained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.learner_id IS NOT NULL THEN\n        RAISE EXCEPTION 'the certificate of an account is kept as long as the account'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF OLD.completed_on > (now() - interval '6 years 30 days')::date THEN\n        RAISE EXCEPTION 'a certificate is kept for six years and 30 days'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                    hash="bb4cb332655552a47d9993b6bde7f5c61f2a934c",
                    operation="DELETE",
                    pgid="pgtrigger_certificate_is_retained_a5922",
                    table="certificates_certificate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
