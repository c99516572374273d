"""What was judged once for all courses counts as judged for each course of the person.

The former disclosure statement stays as a note, unless all of it is what learners now read from the judged forms.
"""

import re
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import migrations

_KEPT = (
    *("relevant", "mitigation", "mitigation_steps", "mitigated_on"),
    *("exception", "exception_reason"),
)
# A copy of the words as they were when this was written, so that the result never changes.
_ABSENCE = re.compile(
    r"\b(?:no|not|none|never|neither|nobody|nothing|without)\b.*"
    r"\b(?:relationships?|conflicts?|interests?|disclosures?|disclosed?|declared?|reported?)\b"
)
_IN_AN_ABSENCE = re.compile(
    r"""
    a | all | an | and | any | anybody | anyone | are | by | committee | companies | company |
    commercial | competing | conflict | conflicts | content | control | controlling | course | disclose
    | disclosed | disclosure | disclosures | declare | declared | did | do | does | educational |
    entities | entity | everybody | everyone | faculty | financial | for | had | has | have | in |
    individuals | ineligible | influence | interest | interests | involved | is | its | members |
    neither | no | nobody | none | nor | not | nothing | of | or | organizers | our | over | people |
    persons | planner | planners | planning | presenters | relationship | relationships | relevant |
    report | reported | reviewers | speakers | staff | that | the | their | there | these | this | to |
    activity | program | programme | authors | was | we | were | who | with
    """,
    re.VERBOSE,
)
_VERB = re.compile(r"\b(?:has|have|had|is|are|was|were)\b")


def judge_for_each_course(apps: Any, schema_editor: Any) -> None:
    """Judge for the courses in which the person had a role by then. All else stays in the forms' history.

    A folder's judgement has no day, and was made for the roles of its courses: `judged_at` stays empty.
    """
    role, judgement = apps.get_model("courses", "Role"), apps.get_model("courses", "Judgement")
    roles: dict[int, list[Any]] = defaultdict(list)
    for one in role.objects.order_by("course_id"):
        roles[one.person_id].append(one)
    events = apps.get_model("courses", "RoleEvent").objects.filter(pgh_label="insert")
    given = dict(events.order_by("-pgh_id").values_list("pgh_obj_id", "pgh_created_at"))
    judged = apps.get_model("courses", "Relationship").objects.filter(relevant__isnull=False)
    for row in judged.select_related("form").iterator():
        form = row.form
        there = {
            one.course_id: None
            for one in roles[form.person_id]
            if _was_there(one, given.get(one.pk), form.reviewed_at)
        }
        judgement.objects.bulk_create(
            judgement(
                relationship_id=row.pk,
                course_id=course,
                judged_by_id=form.reviewed_by_id,
                judged_at=form.reviewed_at,
                second_look_by_id=form.second_look_by_id,
                second_look_at=form.second_look_at,
                **{name: getattr(row, name) for name in _KEPT},
            )
            for course in there
        )


def _was_there(role: Any, given: datetime | None, reviewed_at: datetime | None) -> bool:
    """Say whether the role was on record, or assumed, when the form was reviewed."""
    if reviewed_at is None:
        return True
    return role.assumed_on <= reviewed_at.date() or bool(given and given <= reviewed_at)


def leave_the_absence_to_the_forms(apps: Any, schema_editor: Any) -> None:
    courses = apps.get_model("courses", "Course").objects.exclude(disclosure_note="")
    for pk, note in courses.values_list("pk", "disclosure_note"):
        if only_says_absence(note):
            courses.filter(pk=pk).update(disclosure_note="")


def only_says_absence(text: str) -> bool:
    """Say whether the whole text is one sentence that nobody has relationships, and names nobody.

    What says anything more was told, and stays as it is: the publish list asks staff about it.
    """
    said = " ".join(text.casefold().split()).rstrip(".!").replace("(s)", "s")
    if said in {
        "none",
        "none disclosed",
        "none declared",
        "none reported",
        "n/a",
        "nothing to disclose",
    }:
        return True
    words = re.split(r"[ ,]+|(?<=\w)-(?=\w)", said)
    return bool(
        all(map(_IN_AN_ABSENCE.fullmatch, words))
        and _ABSENCE.search(said)
        and len(_VERB.findall(said)) <= 1
    )


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_judgements")]
    operations = [
        migrations.RunPython(judge_for_each_course, migrations.RunPython.noop),
        migrations.RunPython(leave_the_absence_to_the_forms, migrations.RunPython.noop),
    ]
