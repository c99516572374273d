"""Answers of before there were imports are kept as imports, with what they marked."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import Course
from imports.models import Import
from tests.reporting.people import LATER, NOW, earn, export, make_reported_course

BEFORE = [("reporting", "0003_export_layouts"), ("imports", "0001_tables")]


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


def test_what_was_applied_is_done_and_what_was_only_read_is_thrown_away(course: Course) -> None:
    earn(course)
    made = export(course)
    former = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    reply = former.get_model("reporting", "ExportReply")
    with connection.schema_editor() as editor:
        editor.create_model(reply)
    outcomes = {
        "1": {"state": "rejected", "reason": "Odd"},
        "2": {"state": "accepted", "reason": ""},
    }
    about = {"export_id": made.pk, "read_by_id": made.made_by_id, "read_at": NOW}
    applied = {"outcomes": outcomes, "unmatched": ["a line: Odd"], "applied_at": LATER}
    reply.objects.create(**about, **applied, sha256="a" * 64)
    reply.objects.create(**about, outcomes=outcomes, sha256="b" * 64)
    migration = import_module("reporting.migrations.0004_answers_are_imports")
    migration.keep_answers(former, None)
    done, read = Import.objects.filter(kind="replies", target=str(made.pk)).order_by("sha256")
    assert (done.state, done.sha256, done.finished_at) == ("done", "a" * 64, LATER)
    assert (done.provider, done.uploaded_by, done.uploaded_at) == (
        made.provider,
        made.made_by,
        NOW,
    )
    assert (done.rows, done.counts["good"], done.counts["returned"]) == (3, 2, 1)
    assert done.summary == {"accepted": 1, "rejected": 1, "before": {}}
    assert (read.state, read.rows, read.summary) == ("discarded", 2, {})
