"""Moodle GIFT as Moodle and teachers write it: what is read, and what comes back with which reason."""

import pytest

from imports.kinds import Found
from question_formats.gift import read_gift
from tests.cases import case_text


def only(text: str) -> dict[str, str]:
    [found] = read_gift(text)
    assert found.reasons == ()
    return {key: value for key, value in found.cells.items() if value}


def codes(found: Found) -> str:
    return ", ".join(reason.code for reason in found.reasons) or "good"


def test_the_bank_of_moodle_is_read_question_by_question() -> None:
    found = list(read_gift(case_text("questions.gift")))
    assert [(each.line, codes(each)) for each in found] == [
        (5, "good"),
        (13, "good"),
        (21, "good"),
        (23, "several_right"),
        (29, "numeric"),
        (31, "matching"),
        (37, "essay"),
        (39, "no_right"),
    ]
    assert {key: value for key, value in found[0].cells.items() if value} == {
        "stem": "Which finding is part of qSOFA?",
        "choice_1": "Respiratory rate = 22 or more",
        "choice_2": "Temperature above 38.3 °C",
        "choice_3": "White cell count above 12",
        "right": "choice_1",
        "rationale": "qSOFA has respiratory rate, mentation and systolic pressure.\n"
        "Yes. Rate 22/min or more scores a point.\n"
        "“Temperature above 38.3 °C”: This is SIRS.\n“White cell count above 12”: This is SIRS.",
        "topic": "Recognition",
        "name": "qsofa",
    }
    assert found[2].cells["topic"] == "Treatment"
    assert found[2].cells["rationale"] == "Right\n“False”: Wrong"


def test_an_export_of_moodle_4_is_read() -> None:
    found = list(read_gift(case_text("questions-moodle4.gift")))
    assert [(each.line, codes(each)) for each in found] == [
        (7, "good"),
        (17, "good"),
        (25, "picture"),
        (32, "several_right"),
        (40, "partly_right"),
        (48, "no_answers"),
        (52, "short_answer"),
    ]
    naloxone, platelets, *_ = (each.cells for each in found)
    assert naloxone["stem"] == (
        "Which first dose of naloxone suits an adult with a breathing rate of 4/min and an SpO₂ of 82 %?"
    )
    assert naloxone["right"] == "choice_1"
    assert naloxone["rationale"].startswith("See chapter 3: “Overdose”.\nSmall doses avoid")
    assert (naloxone["topic"], naloxone["name"]) == ("Opioids", "naloxone-dose")
    assert (platelets["choice_1"], platelets["choice_2"]) == ("40 × 10⁹/L", "150 × 10^9/L")


def test_a_bank_typed_by_hand_is_read() -> None:
    found = list(read_gift(case_text("questions-handmade.gift")))
    assert [(each.line, codes(each)) for each in found] == [
        (2, "good"),
        (6, "good"),
        (8, "braces"),
        (10, "good"),
        (12, "braces"),
        (16, "good"),
    ]
    assert found[1].cells["stem"] == "The first question is asked in _____ , never before others."
    assert found[3].cells["stem"] == "Is 5 = 5 {always}?"


def test_own_text_has_its_category_and_comments() -> None:
    found = {
        each.cells.get("name", codes(each)): each
        for each in read_gift(case_text("questions-moodle4.gift"))
    }
    assert found["picture"].text == (
        "$CATEGORY: $course$/top/Default for PHARM-101/Opioids\n\n"
        "// question: 4413  name: Rhythm strip\n"
        '::Rhythm strip::[html]<p>Which rhythm is this?</p><p><img src\\="@@PLUGINFILE@@/strip.png" alt\\=""'
        ' width\\="600"></p>{\n\t=<p>Atrial fibrillation</p>\n\t~<p>Sinus rhythm</p>\n}'
    )


def test_marks_behind_a_backslash_are_text() -> None:
    cells = only(r"Is 1 \= 1 \{maths\} at 8\:00 \#1? { =a\~b ~\\n\n\frac }")
    assert cells["stem"] == "Is 1 = 1 {maths} at 8:00 #1?"
    assert (cells["choice_1"], cells["choice_2"]) == ("a~b", "\\n\n\\frac")


@pytest.mark.parametrize(
    ("answers", "right", "rationale"),
    [
        ("{T}", "choice_1", None),
        ("{FALSE}", "choice_2", None),
        ("{TRUE#No: it is so.#Yes: 1=1.}", "choice_1", "Yes: 1=1.\n“False”: No: it is so."),
        ("{F####In general.}", "choice_2", "In general."),
    ],
)
def test_true_and_false(answers: str, right: str, rationale: str | None) -> None:
    cells = only(f"It is so. {answers}")
    assert (cells["choice_1"], cells["choice_2"], cells["right"]) == ("True", "False", right)
    assert cells.get("rationale") == rationale


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Which? {~%50%a ~%50%b ~c}", "several_right"),
        ("Which? {=a =b ~c}", "several_right"),
        ("Which? {=%50%a ~b}", "partly_right"),
        ("Which? {=a ~%33.3%b ~c}", "partly_right"),
        ("Which? {~%-100%a =b}", "good"),
        ("Which? {~%100%a ~%0%b}", "good"),
        ("Which? {=%100%a ~b}", "good"),
        ("Why? {}", "essay"),
        ("Why? {####Tell us.}", "essay"),
        ("How many? {#3:1}", "numeric"),
        ("How many? {#1..5}", "numeric"),
        ("How many? {#=%100%3:0 =%50%3:1}", "numeric"),
        ("Who? {=Grant =Lincoln}", "short_answer"),
        ("Pair. {=a -> b =c -> d}", "matching"),
        ("Only words.", "no_answers"),
        ("Which? {~a ~b}", "no_right"),
        ("Which? {a ~b}", "marks"),
        ("Which? {=a ~b", "braces"),
        ("Which? {=a {b} ~c}", "braces"),
        ("Which? {=a ~b} and {=c ~d}", "braces"),
        ("::Title Which? {=a ~b}", "title"),
        (f"Which? {{=a {'~'.join(['', *'bcdefghi'])}}}", "too_many_choices"),
        ("[html]Which? {=<img src=x> ~b}", "picture"),
        ("[markdown]Which? {=a ~b####![a](b.png)}", "picture"),
        ("[plain]Is <img> a tag? {T}", "good"),
    ],
)
def test_each_question_is_good_or_has_one_reason(text: str, code: str) -> None:
    [found] = read_gift(text)
    assert codes(found) == code
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        (
            "[html]CO<sub>2</sub>, x<sup>a+b</sup>, V<sub>max</sub>, Ca<sup>2+</sup>, 1<sup>st</sup>",
            "CO₂, x^(a+b), V_max, Ca²⁺, 1st",
        ),
        (
            "[html]<p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>",
            "One & two\nthree\n- a\n- b\n1. c",
        ),
        (
            '[html]<a href\\="https\\://a.org/b">Read</a> <a href\\="/c">this</a>',
            "Read (https://a.org/b) this",
        ),
        ("[html]<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("[markdown]**Which** of\\n\\n- a\\n- b", "Which of\n- a\n- b"),
        ("Is <b>this</b> &lt; that?", "Is this < that?"),
        ("Is a < b & c > d?", "Is a < b & c > d?"),
        ("[plain]Is <b> a tag?", "Is <b> a tag?"),
    ],
)
def test_text_keeps_what_its_marks_mean(text: str, stem: str) -> None:
    assert only(f"{text} {{T}}")["stem"] == stem


def test_what_moodle_passes_over_comes_from_comments() -> None:
    cells = only(
        "// topic: Law\n// citation: a\\nb\n// time: 1:05\n\n// reason: old\nWhich? {=a ~b}"
    )
    assert (cells["topic"], cells["citation"], cells["time"]) == ("Law", "a\nb", "1:05")


def test_deeply_nested_braces_are_one_reason() -> None:
    assert [codes(each) for each in read_gift("Which? " + "{" * 50_000)] == ["braces"]
