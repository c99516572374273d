"""The text that courses had about commercial support becomes rows, whatever staff had written."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from courses.models import CommercialSupport, Course
from courses.services.front_matter import support_lines
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
    course = make_course(no_commercial_support=False)
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
        *(
            "None",
            "none.",
            "N/A",
            "N.A.",
            "Not applicable",
            "None received.",
            "We received no support.",
        ),
        "This activity received no commercial support.",
        "No commercial support was received for this activity.",
        "No ineligible company supported this activity.",
        "The planners did not receive support of any company.",
    ],
)
def test_a_line_that_as_a_whole_says_there_was_none_becomes_no_row(former: Any, text: str) -> None:
    assert migrated(former, text) == []
    assert Course.objects.get().no_commercial_support


@pytest.mark.parametrize("text", ["", " \n"])
def test_who_had_said_nothing_has_stated_nothing(former: Any, text: str) -> None:
    assert migrated(former, text) == []
    assert support_lines(Course.objects.get()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Supported by an educational grant from Pfizer; faculty did not receive any part of it.",
        "Acme gave a grant. No commercial support influenced the content.",
        "No other support was received.",
        "Acme " * 80,
    ],
)
def test_any_other_line_is_read_as_it_stood_until_staff_complete_it(former: Any, text: str) -> None:
    assert migrated(former, text) == [(text.strip(), "", "")]
    assert support_lines(Course.objects.get()) == [text.strip()]


def test_a_line_that_says_none_beside_a_company_states_nothing_for_the_course(former: Any) -> None:
    assert migrated(former, "None\nAcme") == [("Acme", "", "")]
    assert not Course.objects.get().no_commercial_support


def test_an_empty_installation_has_nothing_to_bring(former: Any) -> None:
    migration.make_rows(former, None)
    assert not CommercialSupport.objects.exists()
