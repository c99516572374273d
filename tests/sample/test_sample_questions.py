"""The sample's post-tests and evaluations: fair, answerable from the video, and kind."""

from __future__ import annotations

import re

from .conftest import SampleCourse


def test_a_test_has_ten_questions_each_with_one_right_choice(course: SampleCourse) -> None:
    questions = course.toml("test.toml")["questions"]
    assert len({question["key"] for question in questions}) == 10
    for question in questions:
        assert [choice["correct"] for choice in question["choices"]].count(True) == 1
        assert 3 <= len({choice["text"] for choice in question["choices"]}) <= 4


def test_every_question_teaches_with_a_rationale_and_a_citation(course: SampleCourse) -> None:
    for question in course.toml("test.toml")["questions"]:
        assert question["stem"].endswith("?")
        assert len(question["rationale"]) > 40
        assert len(question["citation"]) > 10


def test_the_video_answers_each_question_at_the_second_it_names(course: SampleCourse) -> None:
    answered = {p["answers"]: p for p in course.phrases if "answers" in p}
    for question in course.toml("test.toml")["questions"]:
        phrase = answered.pop(question["key"])
        assert phrase["start"] <= question["video_second"] < phrase["end"], question["key"]
    assert answered == {}


def test_every_question_measures_an_objective_and_every_objective_is_measured(
    course: SampleCourse,
) -> None:
    named = [question["objectives"] for question in course.toml("test.toml")["questions"]]
    assert all(named)
    objectives = course.toml("course.toml")["objectives"]
    assert {number for each in named for number in each} == set(range(1, len(objectives) + 1))


def test_the_pass_mark_is_the_one_that_the_instructions_tell(course: SampleCourse) -> None:
    test = course.toml("test.toml")
    assert (test["pass_percent"], test["max_attempts"]) == (80, 0)
    method = course.toml("course.toml")["participation_method"]
    assert "You need 8 right to pass" in method
    assert "as often as you like" in method


def test_the_evaluation_asks_for_each_objective_bias_change_and_barriers(
    course: SampleCourse,
) -> None:
    items = {item["key"]: item for item in course.toml("evaluation.toml")["items"]}
    objectives = course.toml("course.toml")["objectives"]
    assert {f"objective-{n}" for n in range(1, len(objectives) + 1)} <= items.keys()
    assert {"commercial-bias", "intended-change", "barriers", "comments"} <= items.keys()
    assert all(len(i["options"]) == 5 for i in items.values() if i["kind"] == "likert")
    assert all("options" not in i for i in items.values() if i["kind"] == "text")


def test_the_evaluation_never_asks_about_the_learners_own_life(course: SampleCourse) -> None:
    prompts = [item["prompt"] for item in course.toml("evaluation.toml")["items"]]
    assert [
        p for p in prompts if re.search(r"have you (ever )?been|happened to you", p, re.IGNORECASE)
    ] == []
