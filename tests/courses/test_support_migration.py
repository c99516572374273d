"""The text that courses had about commercial support becomes rows, whatever staff had written."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from courses.models import CommercialSupport
from tests.factories import make_course

pytestmark = pytest.mark.django_db
migration = import_module("courses.migrations.0019_support_rows")


@pytest.fixture
def former(db: None) -> Any:
    """The models as they were, over a table that has the text again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE courses_course ADD COLUMN commercial_support text NOT NULL DEFAULT ''"
        )
    return MigrationLoader(connection).project_state(("courses", "0018_commercial_support")).apps


def migrated(former: Any, text: str) -> list[tuple[str, str, str]]:
    course = make_course()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE courses_course SET commercial_support = %s WHERE id = %s", [text, course.pk]
        )
    migration.make_rows(former, None)
    rows = CommercialSupport.objects.filter(course=course)
    return list(rows.values_list("source", "nature", "use"))


def test_each_line_is_a_company_whose_support_is_to_be_completed(former: Any) -> None:
    text = "Acme Devices, Inc.\r\n\r\n  - Lab Co.\n• No Borders Health\n2) Third Inc.\n"
    names = ["Acme Devices, Inc.", "Lab Co.", "No Borders Health", "Third Inc."]
    assert migrated(former, text) == [(name, "", "") for name in names]


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n", "None", "none.", "N/A", "Not applicable"),
        "This activity received no commercial support.",
        "The planners did not receive support of any company.",
    ],
)
def test_a_text_that_says_there_was_none_becomes_no_row(former: Any, text: str) -> None:
    assert migrated(former, text) == []


def test_a_sentence_too_long_for_a_name_is_kept_whole_beside_it(former: Any) -> None:
    text = "Acme " * 80
    [(source, _, use)] = migrated(former, text)
    assert (len(source), use) == (300, text.strip())


def test_an_empty_installation_has_nothing_to_bring(former: Any) -> None:
    migration.make_rows(former, None)
    assert not CommercialSupport.objects.exists()
