"""Which objectives a question measures, however they are spelled by now."""

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
