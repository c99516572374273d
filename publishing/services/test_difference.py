"""How a version of a post-test differs from the one in use, as a second person reads it before its release.

Which answer is right is left out: more people read the request than may read the key. It only says that it
changed, and the version itself shows it.
"""

from dataclasses import asdict
from typing import Any

from courses.models import Assessment, Course
from courses.services.question_content import QuestionContent, content_of
from publishing.services.course_changes import Difference, Payload

KEY = "Correct answers, explanations, and sources"
_SETTINGS = ("pass_percent", "max_attempts", "draw", "draw_by_topic")


def test_difference(course: Course, payload: Payload) -> list[Difference]:
    """Return what the version that waits changes; empty if it is released, or thrown away."""
    new = _version(course, payload)
    if new is None:
        return []
    old = course.current_assessment
    settings = [
        {"label": label, "old": _shown(old, name), "new": _shown(new, name)}
        for name, label in _labels().items()
    ]
    found = [each for each in settings if each["old"] != each["new"]]
    before, after = _questions(old), _questions(new)
    for at in range(max(len(before), len(after))):
        was, now = _text(before, at), _text(after, at)
        if was != now:
            found.append({"label": f"Question {at + 1}", "old": was, "new": now})
    if key := [at for at in range(len(after)) if _key(before, at) != _key(after, at)]:
        numbers = ", ".join(str(at + 1) for at in key)
        found.append({"label": KEY, "old": "", "new": f"Changed in questions {numbers}"})
    version = {"label": "Version", "old": f"{old.version}" if old else "", "new": f"{new.version}"}
    return [version, *found]


def test_content(course: Course, payload: Payload) -> list[Any]:
    """Return all that the version asks and counts as right: it can be edited while it waits."""
    test = _version(course, payload)
    settings = [getattr(test, name) for name in _SETTINGS] if test else []
    return [*settings, *map(asdict, _questions(test))]


def _version(course: Course, payload: Payload) -> Assessment | None:
    versions = Assessment.objects.filter(course=course, released_at__isnull=True)
    return versions.filter(pk=payload["version"]).first()


def _labels() -> dict[str, str]:
    fields: Any = Assessment._meta
    return {name: str(fields.get_field(name).verbose_name).capitalize() for name in _SETTINGS}


def _shown(test: Assessment | None, name: str) -> str:
    value = getattr(test, name, None)
    return {None: "", True: "Yes", False: "No"}.get(value, str(value))


def _questions(test: Assessment | None) -> list[QuestionContent]:
    if test is None:
        return []
    return [content_of(each) for each in test.questions.prefetch_related("choices")]


def _text(questions: list[QuestionContent], at: int) -> str:
    if at >= len(questions):
        return ""
    return "\n".join([questions[at].stem, *(f"– {text}" for text in questions[at].choices)])


def _key(questions: list[QuestionContent], at: int) -> tuple[Any, ...]:
    if at >= len(questions):
        return ()
    one = questions[at]
    return (one.right, one.rationale, one.citation, one.video_second)
