"""A file of past credit is an import like any other (`imports.Import`).

What was imported keeps its id. What was not is read anew by the next `imports.resume`, and staff find it
looked through.
"""

import django.db.models.deletion
from django.db import migrations, models

_COPY = """
INSERT INTO imports_import (
    id, provider_id, kind, target, settings, uploaded_by_id, uploaded_at, file_name, sha256, content,
    format, delimiter, encoding, encoding_guessed, header, columns, choices, "order", mark, state,
    failed_state, error, rows, done_rows, counts, summary, finished_at
)
SELECT
    old.id, provider_id, 'history', provider.slug, '{}', uploaded_by_id, uploaded_at, file_name, sha256,
    convert_to(content, 'UTF8'), '', '', '', false, '{}', '{}', '{}', 'mdy', '.',
    CASE WHEN state IN ('done', 'discarded') THEN state ELSE 'reading' END,
    '', '', rows, done_rows,
    CASE WHEN state = 'done' THEN jsonb_build_object(
        'good', coalesce((summary->>'added')::int, 0),
        'known', coalesce((summary->>'complete')::int - (summary->>'added')::int, 0),
        'passed', coalesce((summary->>'incomplete')::int, 0),
        'returned', 0
    ) ELSE '{}' END,
    CASE WHEN state = 'done' AND summary ? 'quarters' THEN jsonb_build_object('figures', jsonb_build_object(
        'people', summary->'people',
        'accounts', summary->'accounts',
        'activities', summary->'activities',
        'quarters', summary->'quarters'
    )) ELSE '{}' END,
    finished_at
FROM certificates_historyimport old
JOIN providers_provider provider ON provider.id = old.provider_id
"""
# The keys of other tables are checked now, since the changes below cannot wait for them.
_CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0005_one_credit_once"),
        ("imports", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL([_COPY, _CHECKED], migrations.RunSQL.noop),
        migrations.AlterField(
            "pastcredit",
            "source",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="past_credits",
                to="imports.import",
            ),
        ),
        migrations.DeleteModel("HistoryImport"),
    ]
