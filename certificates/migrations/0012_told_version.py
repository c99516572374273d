"""The version of the front matter whose terms a certificate states, whatever becomes of its enrolment."""

import django.db.models.deletion
from django.db import migrations, models

# A certificate is immutable: the lock is lifted for this one column, within the transaction.
UNLOCK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE certificates_certificate DISABLE TRIGGER USER;
"""
TOLD = """
UPDATE certificates_certificate AS certificate SET front_matter_id = enrolment.front_matter_id
FROM progress_enrolment AS enrolment WHERE enrolment.id = certificate.enrolment_id;
"""
LOCK = "ALTER TABLE certificates_certificate ENABLE TRIGGER USER;"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0011_kept_with_the_account"),
        ("courses", "0020_support_text_leaves"),
        ("progress", "0004_acknowledgements"),
    ]
    operations = [
        migrations.AddField(
            model_name="certificate",
            name="front_matter",
            field=models.ForeignKey(
                editable=False,
                help_text="What its learner had been told; empty if nobody knows any more.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.frontmatter",
            ),
        ),
        migrations.RunSQL(
            [UNLOCK, TOLD, "SET CONSTRAINTS ALL IMMEDIATE;", LOCK], migrations.RunSQL.noop
        ),
    ]
