"""When an account is deleted, the audit trail forgets what its learner had watched of a replaced recording."""

import pgtrigger.migrations
from django.db import migrations

from accounts.migration_parts import trigger

AUDIT_IS_KEPT = """
    IF TG_OP = 'DELETE' AND OLD.at > now() - interval '6 years 30 days' THEN
        RAISE EXCEPTION 'the audit trail is kept for six years and 30 days'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'DELETE' THEN RETURN OLD;
    ELSIF OLD.action = 'recording-begun-again' AND num_nonnulls(NEW.actor_id, NEW.learner_id) = 0 THEN
        OLD.actor_id := NULL; OLD.details := '{}';
    END IF;
    IF to_jsonb(NEW) - '{learner_id,subject_label}'::text[]
        <> to_jsonb(OLD) - '{learner_id,subject_label}'::text[]
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id)
        OR NEW.subject_label NOT IN (OLD.subject_label, '')
    THEN
        RAISE EXCEPTION 'the audit trail cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_degrees_of_professions")]
    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="auditentry", name="audit_is_kept"),
        pgtrigger.migrations.AddTrigger(
            "auditentry",
            trigger(
                "accounts.AuditEntry",
                "audit_is_kept",
                when="BEFORE",
                operation="UPDATE OR DELETE",
                func=AUDIT_IS_KEPT,
            ),
        ),
    ]
