"""What changes a count of the reports marks it, so that it is counted again."""

from django.db import migrations

# What changes a count leaves a mark of the cell that must be counted again (`ReportChange`).
# Marks are only ever added here: no key, no conflict, so no learner waits for another, nor for the
# job. Triggers, because the counts must be right whoever writes: services, merges, imports,
# deletions, a hand.
MARKS = """
CREATE FUNCTION mark_report_change(subject text, key bigint, at timestamptz) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO analytics_reportchange (subject, key, at)
    SELECT subject, key, at WHERE key IS NOT NULL AND at IS NOT NULL;
$$;

CREATE FUNCTION mark_cohort() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM mark_report_change('cohort', OLD.course_id, OLD.acknowledged_at);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE'
        AND (NEW.course_id, NEW.acknowledged_at)
            IS DISTINCT FROM (OLD.course_id, OLD.acknowledged_at))
    THEN
        PERFORM mark_report_change('cohort', NEW.course_id, NEW.acknowledged_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_marks_its_cohort AFTER INSERT OR DELETE ON progress_enrolment
    FOR EACH ROW EXECUTE FUNCTION mark_cohort();
CREATE TRIGGER enrolment_change_marks_its_cohort AFTER UPDATE ON progress_enrolment
    FOR EACH ROW WHEN (
        (OLD.user_id, OLD.course_id, OLD.acknowledged_at, OLD.first_viewed_at, OLD.test_passed_at,
            OLD.evaluated_at, OLD.claimed_at)
        IS DISTINCT FROM
        (NEW.user_id, NEW.course_id, NEW.acknowledged_at, NEW.first_viewed_at, NEW.test_passed_at,
            NEW.evaluated_at, NEW.claimed_at)
    ) EXECUTE FUNCTION mark_cohort();

-- Of all beats only the one that completes fires this; the others pay for comparing two moments.
CREATE FUNCTION mark_cohort_of_watch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mark_report_change('cohort', course_id, acknowledged_at)
    FROM progress_enrolment WHERE id = NEW.enrolment_id;
    RETURN NULL;
END $$;
CREATE TRIGGER watch_completion_marks_the_cohort AFTER UPDATE ON progress_watch
    FOR EACH ROW WHEN (OLD.completed_at IS DISTINCT FROM NEW.completed_at)
    EXECUTE FUNCTION mark_cohort_of_watch();
CREATE TRIGGER completed_watch_marks_the_cohort AFTER INSERT ON progress_watch
    FOR EACH ROW WHEN (NEW.completed_at IS NOT NULL)
    EXECUTE FUNCTION mark_cohort_of_watch();

-- A learner counts as what they are: another profession or state moves them in every course.
CREATE FUNCTION mark_cohorts_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mark_report_change('cohort', course_id, acknowledged_at)
    FROM progress_enrolment WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER user_profile_marks_the_cohorts AFTER UPDATE ON accounts_user
    FOR EACH ROW
    WHEN ((OLD.profession_id, OLD.state) IS DISTINCT FROM (NEW.profession_id, NEW.state))
    EXECUTE FUNCTION mark_cohorts_of_user();

CREATE FUNCTION mark_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.number = 1 THEN
        PERFORM mark_report_change('test', OLD.assessment_id, OLD.submitted_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.number = 1 THEN
        PERFORM mark_report_change('test', NEW.assessment_id, NEW.submitted_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attempt_marks_its_test AFTER INSERT OR DELETE ON progress_attempt
    FOR EACH ROW EXECUTE FUNCTION mark_test();
CREATE TRIGGER attempt_change_marks_its_test AFTER UPDATE ON progress_attempt
    FOR EACH ROW WHEN (
        (OLD.assessment_id, OLD.number, OLD.submitted_at)
        IS DISTINCT FROM (NEW.assessment_id, NEW.number, NEW.submitted_at)
    ) EXECUTE FUNCTION mark_test();

-- A certificate marks the day it was claimed on, and the day on which its learner started.
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
        FROM progress_enrolment
        WHERE id = OLD.enrolment_id AND OLD.enrolment_id IS DISTINCT FROM NEW.enrolment_id;
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
DROP TRIGGER attempt_change_marks_its_test ON progress_attempt;
DROP TRIGGER attempt_marks_its_test ON progress_attempt;
DROP TRIGGER user_profile_marks_the_cohorts ON accounts_user;
DROP TRIGGER completed_watch_marks_the_cohort ON progress_watch;
DROP TRIGGER watch_completion_marks_the_cohort ON progress_watch;
DROP TRIGGER enrolment_change_marks_its_cohort ON progress_enrolment;
DROP TRIGGER enrolment_marks_its_cohort ON progress_enrolment;
DROP FUNCTION mark_test();
DROP FUNCTION mark_cohorts_of_user();
DROP FUNCTION mark_cohort_of_watch();
DROP FUNCTION mark_cohort();
DROP FUNCTION mark_report_change(text, bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("analytics", "0001_tables"),
        ("certificates", "0001_tables"),
        ("progress", "0001_tables"),
    ]
    operations = [migrations.RunSQL(MARKS, NO_MARKS)]
