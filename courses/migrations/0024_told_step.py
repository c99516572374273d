"""The step in which each told offer can be claimed, as its credit type has it now."""

from django.db import migrations, models

# What was told is never changed: the lock is lifted for this one column, within the transaction.
UNLOCK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE courses_frontmatteroffer DISABLE TRIGGER USER;
"""
# A step that does not lead to the maximum would make what was told impossible to claim.
STEPS = """
UPDATE courses_frontmatteroffer AS told
SET increment_quarters = gcd(kind.increment_quarters::integer, told.max_quarters::integer)
FROM courses_credittype AS kind WHERE kind.id = told.credit_type_id;
"""
LOCK = "ALTER TABLE courses_frontmatteroffer ENABLE TRIGGER USER;"


class Migration(migrations.Migration):
    dependencies = [("courses", "0023_relationship_began_on")]
    operations = [
        migrations.AddField(
            model_name="frontmatteroffer",
            name="increment_quarters",
            field=models.PositiveSmallIntegerField(
                default=1, verbose_name="step, in quarter credits"
            ),
        ),
        migrations.RunSQL([UNLOCK, STEPS, LOCK], migrations.RunSQL.noop),
    ]
