"""Every review that a course was said to have is on record, and every record says who and why."""

from typing import Any

from django.db import migrations

DATE_ONLY = "Date entered before reviews were recorded."
NO_EVIDENCE = "Recorded before evidence was asked for."
NOBODY = "Not recorded"
UNKNOWN = "unknown"


def complete_records(apps: Any, schema_editor: Any) -> None:
    """Say of each record what it does not say: whoever pressed the button put it on record, no more."""
    for review in apps.get_model("publishing", "CourseReview").objects.all():
        if review.reviewer and review.evidence:
            continue
        review.reviewer = review.reviewer or NOBODY
        review.evidence = review.evidence or NO_EVIDENCE
        review.outcome = UNKNOWN
        review.save(update_fields=["reviewer", "evidence", "outcome"])


def record_dates(apps: Any, schema_editor: Any) -> None:
    """Give each course's date a record, unless there is one of that day: recorded when the date was entered."""
    history = apps.get_model("courses", "CourseEvent").objects.order_by("pgh_id")
    reviews = apps.get_model("publishing", "CourseReview").objects
    for course in apps.get_model("courses", "Course").objects.exclude(reviewed_on=None):
        if reviews.filter(course=course, reviewed_on=course.reviewed_on).exists():
            continue
        entered = history.filter(pgh_obj_id=course.pk, reviewed_on=course.reviewed_on).first()
        known = {"reviewed_at": entered.pgh_created_at} if entered else {}
        reviews.create(
            **known,
            course=course,
            reviewed_on=course.reviewed_on,
            reviewer=NOBODY,
            evidence=DATE_ONLY,
            outcome=UNKNOWN,
            expires_on=course.expires_on,
        )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_review_record")]

    operations = [
        migrations.RunPython(complete_records, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(record_dates, migrations.RunPython.noop, elidable=False),
    ]
