"""Every review that a course was said to have is on record, and every record says who and why."""

from typing import Any

from django.db import migrations

DATE_ONLY = "Date entered before reviews were recorded."
NO_EVIDENCE = "Recorded before evidence was asked for."
NOBODY = "Not recorded"


def complete_records(apps: Any, schema_editor: Any) -> None:
    """Name the reviewer of each record: whoever pressed the button was the reviewer."""
    for review in apps.get_model("publishing", "CourseReview").objects.select_related(
        "reviewed_by"
    ):
        if review.reviewer and review.evidence:
            continue
        name = review.reviewed_by.full_name.strip() if review.reviewed_by else ""
        review.reviewer = review.reviewer or name or NOBODY
        review.evidence = review.evidence or NO_EVIDENCE
        review.save(update_fields=["reviewer", "evidence"])


def record_dates(apps: Any, schema_editor: Any) -> None:
    """Give each course's date a record, unless there is one of that day."""
    reviews = apps.get_model("publishing", "CourseReview").objects
    for course in apps.get_model("courses", "Course").objects.exclude(reviewed_on=None):
        if reviews.filter(course=course, reviewed_on=course.reviewed_on).exists():
            continue
        reviews.create(
            course=course,
            reviewed_on=course.reviewed_on,
            reviewer=NOBODY,
            evidence=DATE_ONLY,
            expires_on=course.expires_on,
        )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_review_record")]

    operations = [
        migrations.RunPython(complete_records, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(record_dates, migrations.RunPython.noop, elidable=False),
    ]
