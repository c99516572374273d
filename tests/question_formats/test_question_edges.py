"""Question files at their edges: what is unclear comes back whole, and nothing is read as what it is not."""

import gc
import time
import timeit
from collections.abc import Callable

import pytest

from courses.services.question_content import QuestionContent, cleaned, seconds_of
from question_formats.aiken import read_aiken
from question_formats.gift import read_gift
from question_formats.html_text import text_of_html
from question_formats.right_choice import right_of

AB = "A. a\nB. b\nANSWER: A\n"


def aiken(text: str) -> list[tuple[int, str]]:
    """Return each question's line with its stem or, if it comes back, the code of the reason."""
    return [
        (each.line, each.reasons[0].code if each.reasons else each.cells["stem"])
        for each in read_aiken(text)
    ]


@pytest.mark.parametrize(
    ("stem", "read"),
    [
        ("E. coli grows in urine.\nWhich drug?", "E. coli grows in urine. Which drug?"),
        ("C. difficile\n\nis treated how?", "C. difficile\nis treated how?"),
        ("He has\nI. Fever\nII. Rash\nWhich?", "He has I. Fever II. Rash Which?"),
        ("A. fumigatus?", "A. fumigatus?"),
        ("He has\nA. Fever\nB. Rash\nWhich?", "no_answer"),
        ("Where is\nA. fumigatus?", "no_answer"),
        (r"What is \(x^2\)?", "picture"),
    ],
)
def test_a_line_of_the_stem_may_begin_like_a_choice(stem: str, read: str) -> None:
    assert aiken(f"{stem}\n{AB}") == [(1, read)]
    assert [each for _, each in aiken(f"Where?\n{AB}\n{stem}\n{AB}")] == ["Where?", read]


@pytest.mark.parametrize(
    ("after", "first", "second"),
    [
        ("Feedback: So.\nReally.\n\nWhy?", "Who?", "Why?"),
        ("Explanation: So.\nWhy?", "Who?", "Why?"),
        ("Rationale: So.\nReally.\nWhy?", "unclear", "unclear"),
        ("So it is.\n\nWhy?", "unclear", "unclear"),
        ("Feedback for B: No.\n\nWhy?", "unclear", "Why?"),
        ("\nDifficulty: 2\nWhy?", "unclear", "Why?"),
        ("ANSWER: B\nWhy?", "unclear", "Why?"),
    ],
)
def test_what_follows_an_answer_is_no_part_of_the_next_question(
    after: str, first: str, second: str
) -> None:
    assert [each for _, each in aiken(f"Who?\n{AB}{after}\n{AB}")] == [first, second]


def test_feedback_goes_on_until_an_empty_line() -> None:
    [who, _] = read_aiken(f"Who?\n{AB}Feedback: So.\nReally.\n\nWhy?\n{AB}")
    assert who.cells["rationale"] == "So. Really."


@pytest.mark.parametrize("unit", ["<div>", "<b><p></b>", "<div><table><td></div></table>"])
def test_tags_that_are_never_closed_take_time_in_proportion(unit: str) -> None:
    once = _seconds(lambda: text_of_html(unit * 4_000))
    assert _seconds(lambda: text_of_html(unit * 16_000)) < 9 * max(once, 0.005)


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the best of three, none of which collects what other tests left."""
    gc.disable()
    try:
        return min(timeit.repeat(work, timer=time.process_time, number=1, repeat=3))
    finally:
        gc.enable()


def test_html_keeps_its_lines_though_tags_are_closed_out_of_order() -> None:
    html = "<div><p>a<p>b</div><ul><li>x<ol><li>y</ol><li>z</ul><b>q</p>CO<sub>2</sub>"
    assert text_of_html(html) == "a\nb\n- x\n1. y\n- z\nq\nCO₂"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://a.example/b?c&amp;d">this</a>', "this (https://a.example/b?c&d)"),
        ('<a href="https://a.example/">https://a.example</a>', "https://a.example"),
        ('<a href="tel:+18883737888">Call</a>', "Call (+18883737888)"),
        ('<a href="tel:+18883737888">1-888-373-7888</a>', "1-888-373-7888"),
        ('<a href="sms:233733">Text</a> 233733', "Text (233733) 233733"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="mailto:a@b.example?subject=Hi">a@b.example</a>', "a@b.example"),
        ('<a href="MAILTO:a@b.example">Email (a@b.example).</a>', "Email (a@b.example)."),
        ('<a href="SMS:233733?&body=HELP">text 233733</a>', "text 233733"),
        ('<a href="tel:+18883737888">call 888-373-7888</a>', "call 888-373-7888"),
        ('<a href="tel:+18883737888">call 7888</a>', "call 7888 (+18883737888)"),
        ('<a href="HTTPS://a.example/b">this</a>', "this (HTTPS://a.example/b)"),
        (
            '<a href="https://a.example/a">https://a.example/ab</a>',
            "https://a.example/ab (https://a.example/a)",
        ),
        ('<a href="https://a.example/a">See https://a.example/a.</a>', "See https://a.example/a."),
        ('<a href="#below">below</a>, <a href="/help/">help</a>', "below, help"),
        ('<ol start="9"><li>x</li><li>y</li></ol>', "9. x\n10. y"),
        ('<ol start="-1"><li>x</li></ol><ol start="0"><li>y</li></ol>', "1. x\n0. y"),
    ],
)
def test_html_keeps_where_a_link_leads_and_the_number_a_list_begins_with(
    html: str, text: str
) -> None:
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("choices", "bare"),
    [
        (("(a) x", "(b) y"), ("x", "y")),
        (("1. 5 mg", "2. 10 mg"), ("5 mg", "10 mg")),
        (("A. x", "C. y"), ("A. x", "C. y")),
        (("A. x", "y"), ("A. x", "y")),
        (("A. baumannii", "B. fragilis"), ("A. baumannii", "B. fragilis")),
    ],
)
def test_letters_in_front_of_choices_are_left_out(
    choices: tuple[str, ...], bare: tuple[str, ...]
) -> None:
    assert cleaned(QuestionContent("?", choices, 0)).choices == bare
    assert QuestionContent("?", choices).asks == QuestionContent("?", bare).asks


@pytest.mark.parametrize(
    ("word", "place"), [("*A", 0), ("#2", 1), ("Ｂ", 1), ("＊Ｃ", 2), ("Ｂ．", 1)]
)
def test_the_right_choice_is_named_in_the_ways_of_other_programs(word: str, place: int) -> None:
    assert right_of({0: "x", 1: "y", 2: "z"}, word) == place


def test_a_power_is_not_its_number() -> None:
    assert right_of({0: "102", 1: "10²"}, "10²") == 1


@pytest.mark.parametrize("text", ["00:01:05.000", "65s", "65.0", "1:05", "65 sec"])
def test_moments_of_other_programs_are_read(text: str) -> None:
    assert seconds_of(text) == 65


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Q{=x ~%150%y}", "weight"),
        ("Q{=x ~%1500%y}", "weight"),
        ("Q{=x ~$$a^2$$}", "picture"),
        (r"Q \\(x^2\\) {=x ~y}", "picture"),
    ],
)
def test_what_no_question_here_shows_comes_back(text: str, code: str) -> None:
    [found] = read_gift(text)
    assert [reason.code for reason in found.reasons] == [code]


def test_dollars_are_no_formula() -> None:
    [found] = read_gift("Q{=It costs $5 ~$6}")
    assert found.cells["choice_2"] == "$6"


def test_a_category_is_about_what_follows() -> None:
    found = read_gift("$CATEGORY: one\nQ{=x ~y}\n$CATEGORY: two\n\nP{=x ~y}")
    assert [(each.cells["stem"], each.cells["topic"]) for each in found] == [
        ("Q", "one"),
        ("P", "two"),
    ]
