"""From here every change of the library is remembered: what it began with stands in 0007."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_evaluation_library")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationlibraryitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "courses_evaluationlibraryitemevent" ("id", "kind", "name", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "prompt", "provider_id", "purpose", "required", "withdrawn_at") VALUES (NEW."id", NEW."kind", NEW."name", NEW."options", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."prompt", NEW."provider_id", NEW."purpose", NEW."required", NEW."withdrawn_at"); RETURN NULL;', hash='866c17a8f451649776b577d5e209768439679d67', operation='INSERT', pgid='pgtrigger_insert_insert_bd174', table='courses_evaluationlibraryitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationlibraryitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "courses_evaluationlibraryitemevent" ("id", "kind", "name", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "prompt", "provider_id", "purpose", "required", "withdrawn_at") VALUES (NEW."id", NEW."kind", NEW."name", NEW."options", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."prompt", NEW."provider_id", NEW."purpose", NEW."required", NEW."withdrawn_at"); RETURN NULL;', hash='550652f5c53a95c2be4dd6f1150d54a8dc7a086c', operation='UPDATE', pgid='pgtrigger_update_update_4dea3', table='courses_evaluationlibraryitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationlibraryitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "courses_evaluationlibraryitemevent" ("id", "kind", "name", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "prompt", "provider_id", "purpose", "required", "withdrawn_at") VALUES (OLD."id", OLD."kind", OLD."name", OLD."options", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."prompt", OLD."provider_id", OLD."purpose", OLD."required", OLD."withdrawn_at"); RETURN NULL;', hash='ed663fa9be3f530c0ae42051ca594597289225d4', operation='DELETE', pgid='pgtrigger_delete_delete_74f05', table='courses_evaluationlibraryitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationlibraryitemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41b303c0cccbae61531800c186883eae03c8486f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4c2a7', table='courses_evaluationlibraryitemevent', when='BEFORE')),
        ),
    ]
