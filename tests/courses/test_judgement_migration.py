"""What was judged once for all courses is judged for each of them; the old statement becomes a note."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as django_apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from courses.models import Course, DisclosureForm, Judgement
from tests.factories import make_course, make_relationship, make_user

pytestmark = pytest.mark.django_db
migration: Any = import_module("courses.migrations.0013_judgements_per_course")
JUDGED_AT = datetime(2026, 2, 3, tzinfo=UTC)
COLUMNS = {
    "courses_relationship": "relevant boolean, mitigation text NOT NULL DEFAULT '', mitigated_on date,"
    " mitigation_steps jsonb NOT NULL DEFAULT '[]', exception_reason text NOT NULL DEFAULT '',"
    " exception varchar(14) NOT NULL DEFAULT ''",
    "courses_disclosureform": "reviewed_by_id bigint, reviewed_at timestamptz,"
    " second_look_by_id bigint, second_look_at timestamptz",
}


@pytest.fixture
def apps() -> Any:
    """The models as they were, with their columns until the test's transaction is rolled back."""
    for table, columns in COLUMNS.items():
        added = ", ".join(f"ADD COLUMN {each}" for each in columns.split(", "))
        execute(f"ALTER TABLE {table} {added}")
    state = MigrationLoader(None).project_state(("courses", "0013_judgements_per_course"))
    return state.apps


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_each_course_of_the_person_takes_the_judgement_over(apps: Any) -> None:
    course, reviewer, colleague = make_course(), make_user(), make_user()
    other = make_course(series=course.series, retired_at=JUDGED_AT)
    make_course()
    row = make_relationship(course=course)
    make_relationship(course=course, company="Not reviewed yet")
    execute(
        "UPDATE courses_relationship SET relevant = true, mitigation = 'Slides cut.',"
        " mitigation_steps = '[\"recused\"]', mitigated_on = '2026-01-07', exception = 'unrelated',"
        " exception_reason = 'Sells software.' WHERE id = %s",
        row.pk,
    )
    execute(
        "UPDATE courses_disclosureform SET reviewed_by_id = %s, reviewed_at = %s,"
        " second_look_by_id = %s, second_look_at = %s WHERE id = %s",
        *(reviewer.pk, JUDGED_AT, colleague.pk, JUDGED_AT, row.form_id),
    )
    migration.judge_for_each_course(apps, None)
    judged = {one.course: one for one in Judgement.objects.all()}
    assert set(judged) == {course, other}
    for one in judged.values():
        assert (one.relationship, one.relevant, one.mitigation) == (row, True, "Slides cut.")
        assert (one.mitigation_steps, one.mitigated_on) == (["recused"], date(2026, 1, 7))
        assert (one.exception, one.exception_reason) == ("unrelated", "Sells software.")
        assert (one.judged_by, one.judged_at) == (reviewer, JUDGED_AT)
        assert (one.second_look_by, one.second_look_at) == (colleague, JUDGED_AT)


def test_a_role_given_after_the_judgement_waits_to_be_judged(apps: Any) -> None:
    course = make_course()
    row = make_relationship(course=course)
    later = make_course(series=course.series)
    execute("UPDATE courses_relationship SET relevant = true WHERE id = %s", row.pk)
    execute("UPDATE courses_disclosureform SET reviewed_at = %s", JUDGED_AT)
    later.roles.update(assumed_on=date(2026, 3, 1))
    migration.judge_for_each_course(apps, None)
    assert [one.course for one in Judgement.objects.all()] == [course]
    assert DisclosureForm.objects.get().unjudged(later.pk) == [row]


def test_a_role_on_record_when_the_form_was_judged_was_judged_though_assumed_later(
    apps: Any,
) -> None:
    course = make_course()
    row = make_relationship(course=course)
    execute("UPDATE courses_relationship SET relevant = true WHERE id = %s", row.pk)
    execute("UPDATE courses_disclosureform SET reviewed_at = '2100-01-01'")
    course.roles.update(assumed_on=date(2100, 2, 1))
    migration.judge_for_each_course(apps, None)
    assert Judgement.objects.get().course == course


def test_the_history_keeps_what_was_judged_once_of_people_without_a_role_too() -> None:
    """Its columns stay, and rows written since leave them empty."""
    row = make_relationship(course=make_course())
    kept: Any = apps_model("RelationshipEvent").objects.get(pgh_obj_id=row.pk)
    assert (kept.relevant, kept.mitigation, kept.mitigation_steps, kept.exception) == (None,) * 4
    form: Any = apps_model("DisclosureFormEvent").objects.filter(pgh_obj_id=row.form_id)[0]
    assert (form.reviewed_by_id, form.reviewed_at, form.second_look_at) == (None,) * 3


def apps_model(name: str) -> Any:
    return django_apps.get_model("courses", name)


def test_what_a_folder_judged_has_no_judge_and_a_person_without_a_role_no_judgement(
    apps: Any,
) -> None:
    migration.judge_for_each_course(apps, None)
    course = make_course()
    row = make_relationship(course=course)
    execute("UPDATE courses_relationship SET relevant = false WHERE id = %s", row.pk)
    course.roles.all().delete()
    migration.judge_for_each_course(apps, None)
    assert not Judgement.objects.exists()
    course.roles.create(person=row.form.person, kind="author", assumed_on=date(2026, 1, 7))
    migration.judge_for_each_course(apps, None)
    judgement = Judgement.objects.get()
    assert (judgement.relevant, judgement.judged_by, judgement.mitigated_on) == (False, None, None)
    assert judgement.judged_at is None, "nobody had recorded the day"
    assert DisclosureForm.objects.get().unjudged(course.pk) == []


@pytest.mark.parametrize(
    ("stood", "stays"),
    [
        ("", ""),
        ("No relevant financial relationships.", ""),
        (
            "None of the planners or faculty for this activity has relevant\nfinancial relationships.",
            "",
        ),
        *(
            (text, text)
            for text in (
                "The faculty have nothing to disclose.\n\nNone has a conflict of interest.",
                "Ann Lee, M.D. has no relationships. Bob Roe, M.D. is a consultant to Acme, Inc.",
                "None of the faculty has a relevant relationship, except Dr. Lee.",
                "The planners have no relationships and the faculty have relevant relationships.",
                "SAMPLE. No relationships are listed. Dates are sample dates.",
                "Dr. Lee disclosed the following:",
                "Forms are\nrenewed yearly.",
            )
        ),
    ],
)
def test_the_statement_stays_whole_as_a_note_unless_it_is_one_sentence_of_absence(
    stood: str, stays: str
) -> None:
    course = make_course(disclosure_note=stood)
    migration.leave_the_absence_to_the_forms(django_apps, None)
    assert Course.objects.get(pk=course.pk).disclosure_note == stays
