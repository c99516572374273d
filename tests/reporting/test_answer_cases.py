"""Answers in the shape of what destinations' programs write, each with what becomes of every line."""

from pathlib import Path

import pytest

from courses.models import Course
from imports.models import Import
from imports.services import importing
from reporting.models import Export
from tests.reporting.answers import bring, lines, outcomes, take
from tests.reporting.people import LATER, earn, export, make_reported_course

CASES = Path(__file__).resolve().parents[1] / "cases"


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


@pytest.fixture
def made(course: Course) -> Export:
    """An export of three lines."""
    earn(course)
    earn(course, full_name="Bea Ng", npi="1245319599", licence="125000001")
    earn(course, full_name="Cy Ode", npi="1679576722", licence="125000222")
    return export(course)


def case(made: Export, name: str) -> Import:
    return bring(made, (CASES / name).read_bytes(), name=name)


def say(source: Import, **words: str) -> None:
    """Say what words of the status mean, as on the page of columns."""
    importing.set_columns(source=source, chosen={"choices": {"status": words}})
    importing.go_on(source, LATER)
    source.refresh_from_db()


def test_results_in_a_workbook_with_a_title_and_a_last_line_of_totals(made: Export) -> None:
    read = case(made, "answer-pars-results.xlsx")
    assert read.state == Import.State.MAPPING  # “Warning” may be either
    say(read, warning="accepted")
    assert outcomes(read) == [
        (6, "good", ""),
        (7, "good", ""),
        (8, "good", ""),
        (9, "known", "twice"),
        (11, "returned", "no-line"),
    ]
    take(read)
    rejection = "State License ID •••01 was not found for IL."
    assert lines(made) == [("accepted", ""), ("rejected", rejection), ("accepted", "")]
    again = case(made, "answer-pars-results.xlsx")
    assert again.counts == {"good": 0, "known": 4, "passed": 0, "returned": 1}


def test_tabs_in_utf_16_with_the_state_of_the_license_and_words_of_another_language(
    made: Export,
) -> None:
    read = case(made, "answer-tabs-utf16.txt")
    assert read.columns == {"row": 0, "status": 4, "reason": 5}
    say(read, angenommen="accepted", abgelehnt="rejected")
    assert outcomes(read) == [
        (2, "good", ""),
        (3, "good", ""),
        (4, "passed", "silent"),
        (5, "returned", "no-line"),
    ]
    take(read)
    rejection = "“Name” – nicht übereinstimmend"
    assert lines(made) == [("accepted", ""), ("rejected", rejection), ("exported", "")]


def test_a_receipt_of_two_rosters_one_of_which_is_refused_whole(made: Export) -> None:
    read = case(made, "answer-ce-broker.xml")
    assert outcomes(read) == [
        (1, "good", ""),
        (2, "good", ""),
        (3, "good", ""),
        (4, "returned", "no-line"),
    ]
    take(read)
    assert lines(made) == [
        ("accepted", ""),
        ("rejected", "Invalid license number •••01"),
        ("rejected", "Course •••56 is not approved"),
    ]
