"""What was judged once for all courses counts as judged for each course of the person.

The former disclosure statement stays as a note, but for what learners now read from the judged forms.
"""

import re
from collections import defaultdict
from typing import Any

from django.db import migrations
from django.utils import timezone

_KEPT = (
    *("relevant", "mitigation", "mitigation_steps", "mitigated_on"),
    *("exception", "exception_reason"),
)
# As the words were when this was written: a copy, so that the result never changes.
_ABSENCE = re.compile(
    r"\bnothing\s+(?:\w+\s+)?to\s+(?:disclose|declare|report)\b"
    r"|\b(?:no|not|none|never|neither|without|free\s+of|lacks?)\b[^.;:!?]{0,90}"
    r"\b(?:relationships?|(?:conflicts?|competing)(?:\s+of)?\s+interests?|conflicts?|disclosures?|interests?)\b"
    r"|\b(?:disclose[sd]?|declare[sd]?|report(?:s|ed)?)\s+no(?:ne|thing)?\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def judge_for_each_course(apps: Any, schema_editor: Any) -> None:
    role, judgement = apps.get_model("courses", "Role"), apps.get_model("courses", "Judgement")
    courses: dict[int, set[int]] = defaultdict(set)
    for person, course in role.objects.values_list("person", "course"):
        courses[person].add(course)
    judged = apps.get_model("courses", "Relationship").objects.filter(relevant__isnull=False)
    now = timezone.now()
    for row in judged.select_related("form").iterator():
        form = row.form
        judgement.objects.bulk_create(
            judgement(
                relationship_id=row.pk,
                course_id=course,
                judged_by_id=form.reviewed_by_id,
                judged_at=form.reviewed_at or now,
                second_look_by_id=form.second_look_by_id,
                second_look_at=form.second_look_at,
                **{name: getattr(row, name) for name in _KEPT},
            )
            for course in sorted(courses[form.person_id])
        )


def leave_the_absence_to_the_forms(apps: Any, schema_editor: Any) -> None:
    courses = apps.get_model("courses", "Course").objects.exclude(disclosure_note="")
    for course in courses.only("disclosure_note").iterator():
        note = without_absence(course.disclosure_note)
        if note != course.disclosure_note:
            courses.filter(pk=course.pk).update(disclosure_note=note)


def without_absence(text: str) -> str:
    """Return `text` without the sentences that only say that there is no relationship."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        sentences = _SENTENCES.split(paragraph.strip())
        kept = [each for each in sentences if not _ABSENCE.search(" ".join(each.split()))]
        paragraphs.append(paragraph if kept == sentences else " ".join(kept))
    return "\n\n".join(each for each in paragraphs if each.strip())


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_judgements")]
    operations = [
        migrations.RunPython(judge_for_each_course, migrations.RunPython.noop),
        migrations.RunPython(leave_the_absence_to_the_forms, migrations.RunPython.noop),
    ]
