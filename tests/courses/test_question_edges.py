"""Question files at their edges: what is unclear comes back whole, and nothing is read as what it is not."""

import time
from collections.abc import Callable

import pytest

from courses.services.question_formats.aiken import read_aiken
from courses.services.question_formats.html_text import text_of_html

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
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_html_keeps_its_lines_though_tags_are_closed_out_of_order() -> None:
    html = "<div><p>a<p>b</div><ul><li>x<ol><li>y</ol><li>z</ul><b>q</p>CO<sub>2</sub>"
    assert text_of_html(html) == "a\nb\n- x\n1. y\n- z\nq\nCO₂"
