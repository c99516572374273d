"""Each enrolment of before has the acknowledgement that it began with."""

from django.db import migrations

FROM_THE_START = """
INSERT INTO progress_acknowledgement (enrolment_id, front_matter_id, acknowledged_at)
SELECT id, front_matter_id, acknowledged_at FROM progress_enrolment AS e
WHERE NOT EXISTS (SELECT FROM progress_acknowledgement AS a WHERE a.enrolment_id = e.id);
"""


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_acknowledgements")]
    operations = [migrations.RunSQL(FROM_THE_START, migrations.RunSQL.noop)]
