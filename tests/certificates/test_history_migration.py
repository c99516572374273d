"""Files that were brought before there was one way of imports are imports with the same ids."""

import json
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from certificates.models import PastCredit
from imports.models import Import
from imports.services import importing
from tests import factories
from tests.certificates.history_files import states, table
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
FORMER = """
CREATE TABLE certificates_historyimport (
    id uuid, provider_id bigint, uploaded_by_id bigint, uploaded_at timestamptz, file_name varchar,
    sha256 varchar, content text, state varchar, rows integer, done_rows integer, summary jsonb,
    errors jsonb, error_count integer, finished_at timestamptz
)
"""
OLD_SUMMARY = {
    "complete": 3, "incomplete": 2, "people": 1, "accounts": 0, "activities": 3, "known": 1,
    "quarters": {"ama-pra-1": 15}, "added": 2,
}  # fmt: skip


def former(**fields: Any) -> Import:
    """Copy one row of the former table, and return what it became."""
    provider = factories.make_provider()
    known: dict[str, Any] = {
        "id": uuid4(),
        "provider_id": provider.pk,
        "uploaded_by_id": make_staff("manager", provider).pk,
        "uploaded_at": factories.NOW,
        "file_name": "old.csv",
        "sha256": "0" * 64,
        "content": "",
        "rows": 5,
        "done_rows": 5,
        "summary": {},
        "errors": [],
        "error_count": 0,
    } | fields
    migration: Any = import_module("certificates.migrations.0006_history_is_an_import").Migration
    copy, _ = next(each.sql for each in migration.operations if hasattr(each, "sql"))
    with connection.cursor() as cursor:
        cursor.execute(FORMER)
        cursor.execute(
            "INSERT INTO certificates_historyimport"
            " SELECT * FROM jsonb_populate_record(NULL::certificates_historyimport, %s)",
            [json.dumps(known, default=str)],
        )
        cursor.execute(copy)
    return Import.objects.get(pk=known["id"])


def test_what_was_imported_stays_with_its_figures() -> None:
    source = former(state="done", finished_at=factories.NOW, summary=OLD_SUMMARY)
    assert (source.kind, source.target) == ("history", source.provider.slug)
    assert (source.state, source.finished_at) == ("done", factories.NOW)
    assert source.counts == {"good": 2, "known": 1, "passed": 2, "returned": 0}
    assert source.summary["figures"]["quarters"] == {"ama-pra-1": 15}
    assert bytes(source.content) == b""
    assert not importing.may_be_undone(source, source.uploaded_at)  # nobody knows what it made


@pytest.mark.parametrize("state", ["checking", "faulty", "ready", "importing", "failed"])
def test_what_was_not_imported_is_read_anew(state: str) -> None:
    content = table({}, {"credits": "x"}).decode()
    source = former(state=state, content=content, error_count=1)
    assert importing.resume(now=factories.NOW) == 1
    source.refresh_from_db()
    assert (source.state, states(source)) == ("ready", {2: "good", 3: "returned"})
    assert not PastCredit.objects.exists()


def test_what_was_thrown_away_stays_so() -> None:
    assert former(state="discarded").state == "discarded"
