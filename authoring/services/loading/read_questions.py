"""Read test.toml and evaluation.toml into plain data."""

from typing import Any

from authoring.services.loading.reading import Folder, Table, report_repeats
from courses.models import Assessment, EvaluationItem, ItemKind, ItemPurpose, Question
from courses.services.question_content import QuestionContent, content_errors
from publishing.services.version_checks import SCALE_LABELS


def read_test(folder: Folder, *, seconds: int, objectives: list[str]) -> dict[str, Any]:
    """Return the post-test; a `video_second` must be within a video of `seconds` (0: unknown).

    A question names the course's `objectives` by number, and keeps them as texts. What a provider may do
    without (reason, source, second, objectives) may be left out: publishing asks for it.
    """
    table = folder.toml("test.toml")
    test: dict[str, Any] = {
        "pass_percent": table.whole("pass_percent"),
        "max_attempts": table.whole("max_attempts") or None,
    }
    # Absent keys stay absent, so that folders without them keep the same digest and version.
    if "draw" in table.data:
        test["draw"] = table.whole("draw") or None
    if "draw_by_topic" in table.data:
        test["draw_by_topic"] = table.flag("draw_by_topic")
    table.check(Assessment(**test))
    questions = table.tables("questions")
    test["questions"] = [_question(one, seconds, objectives) for one in questions]
    if not questions and not table.broken:
        table.error("questions", "A test needs at least one question.")
    _check_draw(table, test)
    report_repeats(questions, "key")
    table.finish()
    return test


def _check_draw(table: Table, test: dict[str, Any]) -> None:
    draw, questions = test.get("draw"), test["questions"]
    if draw and draw > len(questions):
        table.error("draw", f"There are only {len(questions)} questions to draw from.")
    if not test.get("draw_by_topic"):
        return
    topics = {question.get("topic", "") for question in questions}
    if not draw:
        table.error("draw_by_topic", "Say in draw how many questions an attempt asks.")
    elif draw < len(topics):
        table.error("draw", f"Must be at least {len(topics)}, so that each topic is asked about.")


def _question(table: Table, seconds: int, objectives: list[str]) -> dict[str, Any]:
    question: dict[str, Any] = {key: table.text(key) for key in ("key", "stem")}
    for key in ("rationale", "citation", "topic"):
        if key in table.data:
            question[key] = table.text(key)
    if "video_second" in table.data:
        question["video_second"] = table.whole("video_second")
    if "objectives" in table.data:
        question["objectives"] = _measured(table, objectives)
    table.check(Question(**question))
    if seconds and not 0 <= question.get("video_second", 0) < seconds:
        table.error("video_second", f"Must lie in the video, from 0 to {seconds - 1}.")
    choices = table.tables("choices")
    question["choices"] = [
        {"text": one.text("text"), "correct": one.flag("correct")} for one in choices
    ]
    for one in choices:
        one.finish()
    if len(choices) < 2:
        table.error("choices", "A question needs at least two choices.")
    right = sum(choice["correct"] for choice in question["choices"])
    if right != 1:
        table.error("choices", f"Exactly one choice must be correct; here {right} are.")
    texts = tuple(choice["text"] for choice in question["choices"])
    for error in content_errors(QuestionContent(question["stem"], texts)) if all(texts) else ():
        table.error("choices", error)
    table.finish()
    return question


def _measured(table: Table, objectives: list[str]) -> list[str]:
    numbers = table.wholes("objectives")
    if not objectives:  # That is an error of its own, once.
        return []
    known = range(1, len(objectives) + 1)
    for number in numbers:
        if number not in known:
            table.error("objectives", f"{number} is none of them: there are {len(objectives)}.")
    return [objectives[number - 1] for number in known if number in numbers]


def read_evaluation(folder: Folder) -> dict[str, Any]:
    """Return the evaluation."""
    table = folder.toml("evaluation.toml")
    items = table.tables("items")
    evaluation = {"items": [_item(one) for one in items]}
    if not items and not table.broken:
        table.error("items", "An evaluation needs at least one item.")
    report_repeats(items, "key")
    table.finish()
    return evaluation


def _item(table: Table) -> dict[str, Any]:
    item: dict[str, Any] = {
        "key": table.text("key"),
        "kind": table.one_of("kind", ItemKind.values),
        "prompt": table.text("prompt"),
        "required": table.flag("required"),
        "options": table.texts("options", optional=True),
    }
    if "purpose" in table.data:
        item["purpose"] = table.one_of("purpose", ItemPurpose.values)
    kind, options = item["kind"], item["options"]
    table.check(EvaluationItem(**item))
    if "required" not in table.data:
        table.error("required", "Is missing; it must be true or false.")
    if kind == ItemKind.TEXT and options:
        table.error("options", "Free text has no options.")
    if kind in {ItemKind.CHOICE, ItemKind.CHOICES} and len(options) < 2:
        table.error("options", "Needs at least two.")
    if kind == ItemKind.LIKERT and len(options) != SCALE_LABELS:
        table.error("options", f"A scale has {SCALE_LABELS} labels, lowest first.")
    if len(set(options)) < len(options):
        table.error("options", "One of them appears twice.")
    table.finish()
    return item
