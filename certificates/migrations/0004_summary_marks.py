from django.db import migrations

# As in progress.0004_summary_marks: a certificate marks the day it was claimed on, and the day on which
# its learner started.
MARKS = """
CREATE FUNCTION mark_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched certificates_certificate;
BEGIN
    IF TG_OP = 'DELETE' THEN touched := OLD; ELSE touched := NEW; END IF;
    PERFORM mark_report_change('issued', touched.course_id, touched.claimed_at);
    PERFORM mark_report_change('cohort', course_id, acknowledged_at)
    FROM progress_enrolment WHERE id = touched.enrolment_id;
    -- A merge of accounts may move it to another enrolment.
    IF TG_OP = 'UPDATE' THEN
        PERFORM mark_report_change('cohort', course_id, acknowledged_at)
        FROM progress_enrolment WHERE id = OLD.enrolment_id AND OLD.enrolment_id IS DISTINCT FROM NEW.enrolment_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER certificate_marks_the_reports AFTER INSERT OR DELETE ON certificates_certificate
    FOR EACH ROW EXECUTE FUNCTION mark_certificate();
CREATE TRIGGER certificate_change_marks_the_reports AFTER UPDATE ON certificates_certificate
    FOR EACH ROW WHEN (
        (OLD.enrolment_id, OLD.superseded_at, OLD.revoked_at)
        IS DISTINCT FROM (NEW.enrolment_id, NEW.superseded_at, NEW.revoked_at)
    ) EXECUTE FUNCTION mark_certificate();
"""

NO_MARKS = """
DROP TRIGGER certificate_change_marks_the_reports ON certificates_certificate;
DROP TRIGGER certificate_marks_the_reports ON certificates_certificate;
DROP FUNCTION mark_certificate();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0003_summaries'),
        ('progress', '0004_summary_marks'),
    ]

    operations = [migrations.RunSQL(MARKS, NO_MARKS)]
