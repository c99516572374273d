"""Which objectives a question measures, however they are spelled by now."""

import pytest

from courses.services.objectives import measured, unmeasured

SEX = "Recognize the signs of sex trafficking in a visit."
LABOR = "Recognize the signs of labor trafficking in a visit."
PLAN = "Plan for safety with the patient."


def test_a_question_measures_the_objective_that_reads_the_same() -> None:
    assert measured([" plan for  safety with the PATIENT"], [SEX, PLAN]) == [PLAN]


def test_a_typing_error_mended_later_changes_nothing() -> None:
    assert measured(["Plan for saftey with the patient."], [SEX, PLAN]) == [PLAN]


def test_an_objective_written_anew_is_another() -> None:
    assert measured(["Plan for safety with the patient."], ["Offer resources to the family."]) == []


def test_of_two_that_read_alike_a_question_measures_the_one_it_names() -> None:
    assert measured([LABOR], [SEX, LABOR]) == [LABOR]
    assert measured(["Recognise the signs of labor trafficking in a visit."], [SEX, LABOR]) == [
        LABOR
    ]


def test_they_come_in_the_order_of_the_course() -> None:
    assert measured([PLAN, SEX, PLAN], [SEX, LABOR, PLAN]) == [SEX, PLAN]


def test_an_objective_that_no_question_names_is_unmeasured() -> None:
    assert unmeasured([[SEX], [], [PLAN, "Gone."]], [SEX, LABOR, PLAN]) == [LABOR]
    assert unmeasured([], [SEX]) == [SEX]
    assert unmeasured([[SEX]], []) == []


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("List red flags of sex trafficking.", "List red flags of labor trafficking."),
        ("Describe what you must report.", "Describe what you must not report."),
        ("Describe what you can report.", "Describe what you can't report."),
        ("Treat hypertension at home.", "Treat hypotension at home."),
        ("Care for symptomatic patients.", "Care for asymptomatic patients."),
        ("Say when it is legal.", "Say when it is illegal."),
        ("Say what drugs increase it.", "Say what drugs decrease it."),
        ("Name what you may prescribe.", "Name what you may proscribe."),
        ("Test the hip in adduction.", "Test the hip in abduction."),
        ("Act at a pressure < 140.", "Act at a pressure > 140."),
        ("Give 10000 units.", "Give 100000 units."),
        ("Treat them with nitrates.", "Treat them with nitrites."),
    ],
)
def test_an_objective_that_says_something_else_is_another(named: str, asked: str) -> None:
    assert unmeasured([[named]], [asked]) == [asked]
    assert unmeasured([[asked]], [named]) == [named]


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("Recognise labour trafficking.", "Recognize labor trafficking."),
        ("Name seperate services.", "Name separate services."),
        ("Manage anaemia, and counsel.", "Manage anemia and counsel."),
        ("Plan for safetty; then act", "Plan for safety, then act."),
    ],
)
def test_a_slip_or_another_spelling_is_the_same(named: str, asked: str) -> None:
    assert unmeasured([[named]], [asked]) == []


def test_two_objectives_but_for_a_full_stop_are_one() -> None:
    both = ["Define it", "Define it."]
    assert unmeasured([["Define it"]], both) == []
    assert measured(["define it;"], both) == both
