"""Question files brought to a post-test: what becomes of each line, and how it is taken and undone."""

import io
from datetime import time
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook

from authoring.services.question_import import QuestionImport
from authoring.services.questions import save_question
from authoring.services.version_rows import QUESTIONS, discard_version
from courses.models import Assessment, Course, Question
from courses.services.question_content import QuestionContent, content_of
from imports.models import Import
from imports.services import importing
from publishing.services.version_release import release_version
from tests import factories
from tests.authoring.question_files import brought, outcomes, returned, take, undo
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
HEAD = "stem,choice_1,choice_2,choice_3,right,rationale,citation,time,topic\n"


@pytest.fixture
def draft() -> Assessment:
    course = factories.make_course(seconds=400)
    return factories.make_test(course=course, version=2, questions=0, released_at=None)


@pytest.fixture
def course(draft: Assessment) -> Course:
    return draft.course


def contents(draft: Assessment) -> list[QuestionContent]:
    return [content_of(each) for each in QUESTIONS.of(draft)]


def test_a_file_of_excel_is_read_with_each_error_once(course: Course, draft: Assessment) -> None:
    source = brought(course, Path("questions-from-excel.csv"))
    good = [(line, "good") for line in (2, 3, 6, 7, 8)]
    assert outcomes(source) == [*good, (10, "content")]
    take(source)
    earliest, says, lactate, first, score = contents(draft)
    assert earliest.stem == "Which sign is “earliest” in sepsis?"
    assert earliest.rationale == "It’s the most sensitive sign – see slide 3."
    assert (earliest.citation, earliest.video_second) == ("Singer M; JAMA 2016", 25)
    assert says.stem == "A patient says:\n“I feel like I am dying.”\nWhat now?"
    assert (says.choices[0], says.right, says.video_second) == ("Call 911", 0, 45)
    assert (lactate.choices, lactate.right) == (("2 mmol/L or more", "0.5", "1"), 0)
    assert (first.choices[0], first.right) == ("Septic shock", 0)
    assert (score.choices, score.right) == (("Respiratory rate", "Temperature", "White count"), 0)
    assert returned(source).endswith(
        "Who is at risk?;Elderly;Elderly;Infants;;A;Age.;CDC;'0:10;Recognition;Two of the choices are the same.\r\n"
    )


def test_what_can_be_read_in_two_ways_is_pointed_at(course: Course) -> None:
    source = brought(course, Path("questions-from-excel.csv"))
    notes = {row.line: row.values["notes"] for row in source.lines.filter(state="good")}
    assert notes.pop(6) == [
        "“1” was read as choice A, “2 mmol/L or more”. If choice C, “1”, was meant, correct it after the import."
    ]
    assert not any(notes.values())


def test_a_question_that_names_credit_by_less_than_its_full_name_comes_back(course: Course) -> None:
    bad = "Who earns Category 1 credit?,All,Some,,A,Because.,A book.,0:05,"
    good = "Who earns *AMA PRA Category 1 Credit*™?,All,Some,,A,Because.,A book.,0:05,"
    source = brought(course, f"{HEAD}{bad}\n{good}\n")
    assert outcomes(source) == [(2, "stem credit_phrase"), (3, "good")]
    assert "is not the full name of a credit" in returned(source)


def test_columns_by_other_names_are_recognized(course: Course, draft: Assessment) -> None:
    take(brought(course, Path("questions-own-headers.csv")))
    [only] = contents(draft)
    assert only.choices == ("Fast breathing", "Rash", "Cough")
    assert (only.right, only.rationale, only.citation) == (
        0,
        "It’s the most sensitive.",
        "JAMA 2016",
    )


def test_columns_in_another_language_are_mapped_and_remembered(
    course: Course, draft: Assessment
) -> None:
    source = brought(course, Path("questions-utf16.txt"))
    assert (source.state, source.encoding, source.columns) == ("mapping", "utf-16", {})
    columns = ["stem", "choice_1", "choice_2", "choice_3", "right", "rationale", "citation"]
    chosen = {"columns": {key: place for place, key in enumerate(columns)}}
    importing.set_columns(source=source, chosen=chosen)
    importing.go_on(source, factories.NOW)
    found = [(2, "good"), (3, "good"), (4, "good"), (5, "choice_2 choices_too_few")]
    assert outcomes(source) == found
    # Its other right choices are told by their texts, so “2” is the text “2”, not choice 2 by chance.
    assert source.lines.get(line=4).values["right"] == 1
    assert outcomes(brought(course, Path("questions-utf16.txt"))) == found


def test_a_bank_of_another_platform_is_read(course: Course, draft: Assessment) -> None:
    source = brought(course, Path("questions-canvas.csv"))
    assert outcomes(source) == [
        (2, "good"),
        (3, "picture"),
        (4, "content, content"),
        (5, "right several_right"),
        (6, "good"),
        (7, "good"),
        (8, "good"),
    ]
    take(source)
    lysis, count, _, blood = contents(draft)
    assert lysis.stem == "Which electrolyte is raised in tumor lysis?"
    assert lysis.choices == ("K⁺", "Ca²⁺", "Na⁺")
    assert (count.choices[count.right or 0], blood.choices[blood.right or 0]) == ("3", "AB")


def test_a_workbook_is_read(course: Course, draft: Assessment) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Question", "Choice A", "Choice B", "Right", "Time", "Source"])
    sheet.append(["Which is 007?", "A number", "=1+1", "A", time(1, 5), 2016])
    sheet["C2"].data_type = "s"  # text, not a formula
    sheet.append(["Which is odd?", 2, 3, "B", time(0, 25), None])
    for cell in sheet["E"]:
        cell.number_format = "h:mm"  # so Excel shows what was typed as 1:05
    saved = io.BytesIO()
    book.save(saved)
    source = brought(course, saved.getvalue(), "bank.xlsx")
    assert [state for _, state in outcomes(source)] == ["good", "good"]
    take(source)
    first, second = contents(draft)
    assert (first.video_second, second.video_second) == (65, 25)
    assert (first.citation, second.choices) == ("2016", ("2", "3"))


def test_minutes_that_a_spreadsheet_took_for_hours_are_minutes(course: Course) -> None:
    late, early = "Where?,a,b,,A,,,01:05:00\n", "When?,a,b,,A,,,00:25:00\n"
    source = brought(course, HEAD + late + early)
    assert [row.values["video_second"] for row in source.lines.all()] == [65, 25]
    assert source.lines.get(line=2).values["notes"] == [
        "“01:05:00” was read as 1:05. If that is wrong, correct it after importing."
    ]
    exact = brought(course, f"{HEAD}Why?,a,b,,A,,,0:01:05\n{early}")
    assert outcomes(exact) == [(2, "good"), (3, "time after_end")]


def test_a_bank_of_moodle_is_taken_in_part_and_the_rest_comes_back(
    course: Course, draft: Assessment
) -> None:
    source = take(brought(course, Path("questions.gift")))
    assert source.counts == {"good": 3, "known": 0, "passed": 0, "returned": 5}
    assert [each.topic for each in contents(draft)] == ["Recognition", "Recognition", "Treatment"]
    text = returned(source)
    assert text.startswith("$CATEGORY: $course$/top/Sepsis/Treatment\n\n// reason: Several answers")
    again = brought(course, text, "mended.txt")
    assert returned(again) == text
    mended = text.replace("\t~Age over 65", "\t=Age over 65")
    take(brought(course, mended, "mended.txt"))
    assert contents(draft)[-1].choices == ("Age over 65", "Immunosuppressed")


def test_all_of_the_above_comes_back_from_aiken(course: Course, draft: Assessment) -> None:
    source = brought(course, Path("questions.aiken"))
    assert outcomes(source) == [(1, "good"), (7, "content"), (14, "right_unknown")]
    [refused] = source.lines.get(line=7).reasons
    assert refused["message"].startswith("“All of the above” points to other choices")
    text = returned(source)
    again = brought(course, text.replace("D) All of the above", "D) Wait"), "mended.txt")
    assert [state for _, state in outcomes(again)] == ["good", "right_unknown"]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("Where?,a,b,,D", "right right_unknown"),
        ("Where?,a,b,,", "right right_choice"),
        (",a,b,,A", "stem stem_missing"),
        ("Where?,a,,,A", "choice_2 choices_too_few"),
        ("Where?,a,b,,A,,,soon", "time time"),
        ("Where?,a,b,,A,,,9:59", "time after_end"),
        ("Where?,a,b,,A,,,,,more", "more_cells"),
        (f"Where?,a,{'b' * 4001},,A", "content"),
        (f"Where?,a,b,,A,,,,{'t' * 81}", "content"),
        ("Where?,a,A,,D,,,soon", "right right_unknown, time time, content"),
        ("Where?,a,b,,both", "right right_unknown"),
        ("Where?,a,b,,A and B", "right several_right"),
        ("Where?,B,A,,A", "right right_ambiguous"),
        ("Where?,3,1,2,2", "right right_ambiguous"),
        ("Where?,B,A,,choice_2", "good"),
        ("Where?,a,b,c,Answer B", "good"),
        ("Where?,a,b,c,(b)", "good"),
        ("Where?,a,b,c,3.0", "good"),
        ("Where?,Here,There,,B. there", "good"),
        ("Where?,Here,There,, here ", "good"),
    ],
)
def test_each_error_is_named_once_with_its_column(course: Course, row: str, outcome: str) -> None:
    assert outcomes(brought(course, f"{HEAD}{row}\n")) == [(2, outcome)]


def test_the_same_file_twice_adds_nothing(course: Course, draft: Assessment) -> None:
    take(brought(course, Path("questions.gift")))
    assert [state for _, state in outcomes(brought(course, Path("questions.gift")))][:3] == [
        "known"
    ] * 3
    twice = "Why?,x,y,,A\nwhy?,Y,X,,B\nWhy?,x,y,,B\n"
    assert outcomes(brought(course, HEAD + twice)) == [
        (2, "good"),
        (3, "known"),
        (4, "right other_right"),
    ]
    assert len(contents(draft)) == 3


def test_without_a_version_being_written_everything_comes_back(draft: Assessment) -> None:
    course = draft.course
    discard_version(version=draft, actor=factories.make_user())
    source = brought(course, Path("questions-own-headers.csv"))
    assert outcomes(source) == [(2, "not_being_written")]


def test_imports_begin_at_courses_whose_test_is_being_written(course: Course) -> None:
    provider = course.series.provider
    factories.make_course(provider=provider)
    begun = [
        (f"Import questions into {course}", reverse("imports:questions-new", args=[course.pk]))
    ]
    assert QuestionImport().starts(make_staff("manager", provider)) == begun
    assert QuestionImport().starts(make_staff("reviewer", provider)) == []


def test_a_large_file_goes_to_the_worker(course: Course) -> None:
    rows = "".join(f"Which {number}?,a{'x' * 400},b,,A\n" for number in range(1500))
    source = brought(course, HEAD + rows)
    assert source.state == Import.State.READING
    importing.run(source_id=source.pk, now=factories.NOW)
    source.refresh_from_db()
    assert source.counts == {"good": 1000, "known": 0, "passed": 0, "returned": 500}
    assert source.lines.order_by("line").last().reasons[0]["message"] == (  # type: ignore[union-attr]
        "A test holds up to 1000 questions."
    )


def test_undo_takes_out_what_was_taken_and_nothing_else(course: Course, draft: Assessment) -> None:
    QUESTIONS.add(course=course)
    source = take(brought(course, Path("questions.gift")))
    QUESTIONS.add(course=course)
    assert undo(source).state == Import.State.UNDONE
    assert [(each.stem, each.position) for each in QUESTIONS.of(draft)] == [("", 1), ("", 2)]


def test_undo_is_refused_where_a_question_was_changed(course: Course, draft: Assessment) -> None:
    source = take(brought(course, Path("questions.gift")))
    QUESTIONS.move(course=course, row_id=draft.questions.get(position=1).pk, step=1)
    changed = draft.questions.get(position=3)
    save_question(changed, QuestionContent("Is it so?", ("True", "False"), 0))
    source = undo(source)
    assert source.state == Import.State.DONE
    assert source.error.startswith(
        "Undo is no longer possible: question 3 was changed after the import."
    )
    assert Question.objects.filter(assessment=draft).count() == 3


def test_undo_is_refused_once_the_version_is_released(course: Course, draft: Assessment) -> None:
    lines = f"{HEAD.strip()},objective\nWhere?,a,b,,A,Because.,A book,0:30,,1 2\n"
    source = take(brought(course, lines))
    release_version(version=draft, actor=factories.make_user(), now=factories.NOW)
    source = undo(source)
    assert (source.state, draft.questions.count()) == (Import.State.DONE, 1)
    assert "is released and can no longer change" in source.error


def test_undo_after_the_version_was_thrown_away_has_nothing_to_do(
    course: Course, draft: Assessment
) -> None:
    source = take(brought(course, Path("questions.gift")))
    discard_version(version=draft, actor=factories.make_user())
    assert undo(source).state == Import.State.UNDONE
