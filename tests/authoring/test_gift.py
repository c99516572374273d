"""Moodle GIFT as teachers write it: what is read, and what is refused with a sentence and its line."""

import pytest

from authoring.services.question_import import read_questions
from courses.services.question_content import QuestionContent


def only(text: str) -> QuestionContent:
    read = read_questions(text, "gift")
    assert read.errors == []
    return read.found[0].content


def errors(text: str) -> list[tuple[int, str]]:
    return [(error.line, error.message) for error in read_questions(text, "gift").errors]


def test_a_multiple_choice_question_with_everything() -> None:
    content = only(
        "// question: 7  name: Signs\n"
        "$CATEGORY: $course$/top/Law//rules\n"
        "::First sign:: [html]<p>What is a <b>sign</b>?</p> {\n"
        "  =%100%Fear#Often seen\n"
        "  ~A smile # Not by itself\n"
        "  ~%0%A cold\n"
        "  ####Look at the whole person.\n"
        "}\n"
    )
    assert content == QuestionContent(
        stem="What is a sign?",
        choices=("Fear", "A smile", "A cold"),
        right=0,
        rationale="Look at the whole person.\nOften seen\n“A smile”: Not by itself",
        topic="Law/rules",
        key="first-sign",
    )


def test_marks_behind_a_backslash_are_text() -> None:
    content = only(r"Is 1 \= 1 \{maths\} at 8\:00 \#1? { =a\~b ~\\n\n\frac }")
    assert content.stem == "Is 1 = 1 {maths} at 8:00 #1?"
    assert content.choices == ("a~b", "\\n\n\\frac")


@pytest.mark.parametrize(
    ("answers", "right", "rationale"),
    [
        ("{T}", 0, ""),
        ("{FALSE}", 1, ""),
        ("{TRUE#No: it is so.#Yes.}", 0, "Yes.\n“False”: No: it is so."),
        ("{F####In general.}", 1, "In general."),
    ],
)
def test_true_and_false(answers: str, right: int, rationale: str) -> None:
    content = only(f"It is so. {answers}")
    assert (content.choices, content.right) == (("True", "False"), right)
    assert content.rationale == rationale


def test_a_missing_word_is_a_gap() -> None:
    assert only("Ask in {=private ~public} first.").stem == "Ask in _____ first."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Which? {~%50%a ~%50%b ~c}", "partly right (%50%)"),
        ("Which? {=%50%a ~b}", "partly right (%50%)"),
        ("Which? {~%-100%a =b}", "partly right (%-100%)"),
        ("Why? {}", "essay"),
        ("How many? {#3:1}", "numerical"),
        ("Who? {=Grant =Lincoln}", "short-answer"),
        ("Pair. {=a -> b =c -> d}", "matching"),
        ("Only words.", "asks nothing"),
        ("Which? {=a =b ~c}", "here 2 are"),
        ("Which? {~a ~b}", "here 0 are"),
        ("Which? {a ~b}", "begin with ="),
        ("Which? {=a ~b", "never closed"),
        ("Which? {=a {b} ~c}", "stands inside"),
        ("Which? {=a ~b} and {=c ~d}", "A second {"),
        ("::Title Which? {=a ~b}", "title is never closed"),
        ("Which? {=a ~a}", "Two of the choices are the same"),
        ("// time: soon\nWhich? {=a ~b}", "no moment such as 1:05"),
        (f"Which? {{=a {'~'.join(['', *'bcdefghi'])}}}", "At most 8 choices"),
    ],
)
def test_what_has_no_place_here_is_refused_with_a_sentence(text: str, message: str) -> None:
    [(_, said)] = errors(text)
    assert message in said


def test_every_error_is_told_by_its_line() -> None:
    text = "// a\n\nOne? {=a ~b}\n\nTwo? {}\n\nThree? {\n=a\n~%50%b\n}\n\nFour?"
    assert [line for line, _ in errors(text)] == [5, 9, 12]


def test_deeply_nested_braces_are_one_error() -> None:
    assert len(errors("Which? " + "{" * 50_000)) == 1
