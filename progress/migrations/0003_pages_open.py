"""A record knows when its pages were open: the clock that bounds its seconds."""

from django.db import migrations

from progress.fields import TimesField

# The two nearest merge until 64 are left: that is to keep the 63 widest gaps; of equal ones the earlier.
AT_MOST_64_RANGES = """
CREATE FUNCTION at_most_64_ranges(times tstzmultirange) RETURNS tstzmultirange
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT tstzmultirange(range_merge(times)) - COALESCE(range_agg(gap), '{}')
    FROM (
        SELECT gap FROM unnest(tstzmultirange(range_merge(times)) - times) AS gap
        ORDER BY upper(gap) - lower(gap) DESC, gap LIMIT 63
    ) AS widest
);
"""
# What counted until now was the time since the start. A record gained its last second on its last day of
# watching, so that its seconds fit into the time up to the end of that day. Nothing was watched: no time.
FROM_THE_START = """
UPDATE progress_watch AS w
SET pages_open = tstzmultirange(tstzrange(
    w.started_at,
    GREATEST(w.started_at, LEAST(now(), (last.day + 1)::timestamp AT TIME ZONE 'UTC'))
))
FROM (SELECT enrolment_id, max(day) AS day FROM progress_watchday GROUP BY enrolment_id) AS last
WHERE last.enrolment_id = w.enrolment_id;
UPDATE progress_watch
SET pages_open = tstzmultirange(tstzrange(started_at, GREATEST(started_at, now())))
WHERE seconds > 0 AND isempty(pages_open);
"""


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_question_ids")]

    operations = [
        migrations.RunSQL(AT_MOST_64_RANGES, "DROP FUNCTION at_most_64_ranges(tstzmultirange)"),
        migrations.AddField("watch", "pages_open", TimesField(default=list)),
        migrations.RunSQL(FROM_THE_START, migrations.RunSQL.noop),
    ]
