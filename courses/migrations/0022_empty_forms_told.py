"""Forms without relationships that courses tell of stay told, though they name none of what one before them does.

Nobody looked at them, so nobody is named: what learners read is the same before and after an update.
"""

from datetime import date, timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone


def accept_what_is_told(apps: Any, schema_editor: Any) -> None:
    """Accept, course by course, the form that was told by the rule until now: signed last, and wholly judged."""
    model = apps.get_model("courses", "NothingToDisclose")
    judged = set(
        apps.get_model("courses", "Judgement").objects.values_list("relationship", "course")
    )
    people = apps.get_model("courses", "Person").objects.filter(roles__isnull=False).distinct()
    people = people.prefetch_related("disclosures__relationships", "roles")
    # No form is told before its day has begun anywhere.
    latest = (timezone.now() + timedelta(hours=14)).date()
    for person in people.iterator(chunk_size=500):
        forms = _signed(person, latest)
        for course in {role.course_id for role in person.roles.all()}:
            if told := _empty_one(forms, course, judged):
                model.objects.create(
                    form=told, course_id=course, accepted_by=None, accepted_at=None
                )


def _signed(person: Any, latest: date) -> list[Any]:
    forms = [form for form in person.disclosures.all() if form.signed_on <= latest]
    return sorted(forms, key=lambda form: (form.signed_on, form.pk), reverse=True)


def _empty_one(forms: list[Any], course: int, judged: set[tuple[int, int]]) -> Any:
    """Return the form that is told, if it is empty and comes after one that is not."""
    for at, form in enumerate(forms):
        rows = form.relationships.all()
        if all((row.pk, course) in judged for row in rows):
            hides = any(each.relationships.all() for each in forms[at + 1 :])
            return form if hides and not rows else None
    return None


class Migration(migrations.Migration):
    dependencies = [("courses", "0021_nothing_to_disclose")]
    operations = [migrations.RunPython(accept_what_is_told, migrations.RunPython.noop)]
