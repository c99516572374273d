"""What a course consists of: recordings, tests and evaluations, in versions.

A version is released unless `released_at=None` leaves it to be written; its number is the next one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from courses.models import (
    Assessment,
    Choice,
    Course,
    EvaluationForm,
    EvaluationItem,
    ItemKind,
    ItemPurpose,
    Question,
    TextTrack,
    Video,
)
from tests.factories.moments import PUBLISHED_AT

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:04.000
<v Ann Lee>Welcome to the course.

00:00:04.000 --> 00:00:08.000
Two lines
in one cue.
"""
_CHAPTERS = """WEBVTT

00:00:00.000 --> 00:00:04.000
Welcome

00:00:04.000 --> 00:00:10.000
The rest
"""
_LIKERT = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
_CHANGES = ["Rooms", "Notes", "Nothing"]


def make_video(
    *,
    course: Course,
    seconds: int = 100,
    version: int | None = None,
    captions: str = CAPTIONS,
    **fields: Any,
) -> Video:
    """Return a recording without a file in storage; only its length is true.

    It has chapters and `captions`; with `captions=""` it has neither.
    """
    version = version or course.videos.count() + 1
    defaults = {
        "title": course.title,
        "file": f"video/{course.slug}-{version}.mp4",
        "sha256": f"{course.pk}-{version}",
        "released_at": PUBLISHED_AT,
    }
    video = Video.objects.create(
        course=course, version=version, seconds=seconds, **defaults | fields
    )
    tracks = {"captions": captions, "chapters": _CHAPTERS} if captions else {}
    TextTrack.objects.bulk_create(
        TextTrack(video=video, kind=kind, vtt=vtt) for kind, vtt in tracks.items()
    )
    return video


def make_test(
    *,
    course: Course,
    questions: int = 3,
    topics: Sequence[str] = ("",),
    version: int | None = None,
    released_at: datetime | None = PUBLISHED_AT,
    **fields: Any,
) -> Assessment:
    """Return a test of `questions` with four choices each; the right one is not always the first.

    `topics` are given to the questions in turn. Texts name what they are ("Right 2", "Wrong 2a",
    "Rationale 2."), so that a page can be searched.
    """
    version = version or course.assessments.count() + 1
    digest = f"test-{course.pk}-{version}" if released_at else ""
    defaults = {"pass_percent": 60, "digest": digest}
    test = Assessment.objects.create(course=course, version=version, **defaults | fields)
    asked = Question.objects.bulk_create(
        Question(
            assessment=test,
            key=f"question-{position}",
            position=position,
            stem=f"Stem {position}?",
            rationale=f"Rationale {position}.",
            citation=f"Citation {position}.",
            video_second=30 * position + 5,
            topic=topics[(position - 1) % len(topics)],
            objectives=course.objectives,
        )
        for position in range(1, questions + 1)
    )
    Choice.objects.bulk_create(choice for question in asked for choice in _choices_of(question))
    if released_at:  # last: from then on nothing is added to it
        test.released_at = released_at
        test.save(update_fields=["released_at"])
    return test


def _choices_of(question: Question) -> Iterator[Choice]:
    position = question.position
    texts = [f"Wrong {position}{letter}" for letter in "abc"]
    texts.insert(position % 4, f"Right {position}")
    for place, text in enumerate(texts, start=1):
        right = text.startswith("Right")
        yield Choice(question=question, position=place, text=text, is_correct=right)


def make_evaluation(
    *,
    course: Course,
    version: int | None = None,
    released_at: datetime | None = PUBLISHED_AT,
) -> EvaluationForm:
    """Return an evaluation with one item of each kind; scale and one choice are required.

    It asks for the three outcomes that ACCME asks about.
    """
    version = version or course.evaluations.count() + 1
    digest = f"evaluation-{course.pk}-{version}" if released_at else ""
    form = EvaluationForm.objects.create(course=course, version=version, digest=digest)
    fields = ("key", "kind", "purpose", "prompt", "required", "options")
    met, bias, change = ItemPurpose.OBJECTIVES, ItemPurpose.BIAS, ItemPurpose.CHANGE
    items: list[tuple[Any, ...]] = [
        ("scale", ItemKind.LIKERT, met, "I can name the signs.", True, _LIKERT),
        ("bias", ItemKind.CHOICE, bias, "Was it free of commercial bias?", True, ["Yes", "No"]),
        ("change", ItemKind.CHOICES, change, "What will you change?", False, _CHANGES),
        ("comment", ItemKind.TEXT, "", "Anything else?", False, []),
    ]
    EvaluationItem.objects.bulk_create(
        EvaluationItem(form=form, position=place, **dict(zip(fields, item, strict=True)))
        for place, item in enumerate(items, start=1)
    )
    if released_at:
        form.released_at = released_at
        form.save(update_fields=["released_at"])
    return form
