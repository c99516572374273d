"""Questions as a kind of import: into the version of a course's post-test that is being written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from authoring.services.questions import add_questions, remove_unchanged
from authoring.services.version_rows import QUESTIONS, video_of
from courses.access import courses_with
from courses.models import Assessment, Course
from courses.services.question_content import QuestionContent, content_of
from imports.kinds import Field, Item, Kind, Outcome, Reason, Target
from imports.models import Import, ImportRow
from imports.services.mapping import plain_word
from providers.rights import Right, providers_with
from publishing.services.version_release import lock_course
from question_formats.aiken import read_aiken
from question_formats.cells import (
    Habits,
    guesses,
    habits_of,
    read_cells,
    table_cells,
)
from question_formats.gift import read_gift
from question_formats.reading import CHOICES, returned_text

_SHOWN = 50
_STARTS = 10
_LETTERS = "ABCDEFGH"
_NEEDED = 2


_WORDS = ("Choice", "Answer", "Option", "Response", "Alternative")
_BEYOND = re.compile(rf"(?:(?:{'|'.join(_WORDS)}) ?)?(?:9|1\d|[i-l])", re.IGNORECASE)
"""The name of a column with a ninth choice, or a later one."""


def _choice(number: int) -> Field:
    letter = _LETTERS[number - 1]
    names = [f"{word} {mark}" for word in _WORDS for mark in (letter, number)]
    return Field(
        CHOICES[number - 1],
        f"Choice {letter}",
        aliases=(*names, letter, *(f"{word}{number}" for word in _WORDS)),
        required=number <= _NEEDED,
    )


class QuestionImport(Kind):
    """One question to a line, or to an item of a GIFT or Aiken file."""

    key = "questions"
    title = "Questions"
    noun = ("question", "questions")
    right = Right.AUTHOR
    fields = (
        Field(
            "stem",
            "Question",
            aliases=("Question text", "Stem", "Question stem", "Prompt", "Item"),
            required=True,
        ),
        *(_choice(number) for number in range(1, len(CHOICES) + 1)),
        Field(
            "right",
            "Correct choice",
            help="Its letter, its number, or its text.",
            aliases=(
                *("Right", "Right answer", "Correct", "Correct answer", "Right choice", "Key"),
                *("Correct option", "Correct response", "Answer key", "Answer", "Solution"),
            ),
            required=True,
        ),
        Field(
            "rationale",
            "Why it is correct",
            aliases=(
                *("Rationale", "Why it is right", "Explanation", "Reason", "Comment"),
                *("Feedback", "General feedback"),
            ),
        ),
        Field(
            "citation",
            "Source",
            aliases=("Citation", "Reference", "References", "Literature", "Sources"),
        ),
        Field(
            "time",
            "Moment in the video",
            help="Minutes and seconds, such as 1:05.",
            aliases=(
                *("Time", "Second", "Timestamp", "Video time", "Time code"),
                *("Moment", "Moment of the video"),
            ),
        ),
        Field(
            "objective",
            "Objective",
            help="Its number among the course’s objectives, or its text; if several, one per line.",
            aliases=("Objectives", "Learning objective", "Learning objectives", "Measures"),
        ),
        Field("topic", "Topic", aliases=("Category", "Subject", "Section", "Domain")),
        Field(
            "name",  # not “key”: a column of that name has the right choices
            "Name",
            help="A short name, kept with the answers.",
            aliases=("Question name", "Title"),
        ),
    )
    most_rows = 2_000
    most_bytes = 5 * 1024 * 1024
    readers = {"gift": read_gift, "aiken": read_aiken}
    help_template = "authoring/_question_formats.html"
    preview_template = "authoring/_question_preview.html"

    def target_or_404(self, user: User, target: str) -> Target:
        """Return the post-test of the course with this id: its address can change, and become another's."""
        own = courses_with(user, self.right)
        course = get_object_or_404(own, pk=int(target) if _ID.fullmatch(target) else None)
        back = reverse("authoring:edit-test", args=[course.slug])
        crumbs = [
            ("Courses", reverse("authoring:courses")),
            (
                course.short_title or course.title,
                reverse("authoring:edit-about", args=[course.slug]),
            ),
            ("Post-test", back),
        ]
        note = "" if QUESTIONS.written(course) else _NOT_WRITTEN
        return Target(course.series.provider, f"Post-test of {course}", back, crumbs, note)

    def starts(self, user: User) -> list[tuple[str, str]]:
        """Return the newest courses whose post-test is being written, and the way to the others."""
        own = courses_with(user, self.right)
        written = own.filter(assessments__in=Assessment.objects.filter(released_at__isnull=True))
        newest = written.distinct().order_by("-pk")[:_STARTS]
        starts = [
            (f"Import questions into {course}", reverse("imports:questions-new", args=[course.pk]))
            for course in newest
        ]
        shows_all = 0 < len(starts) < _STARTS
        if shows_all or not providers_with(user, self.right).exists():
            return starts
        return [*starts, ("Open a course, then Post-test", reverse("authoring:courses"))]

    def check(self, source: Import, items: Iterator[Item], now: datetime) -> Iterator[Outcome]:
        """Yield one outcome per question. How the file names its right choices is seen from all of it."""
        course = _course(source)
        if course is None:
            gone = Reason("", "course_gone", _GONE)
            return (Outcome("returned", reasons=[gone]) for _ in items)
        lock_course(course)
        reading = _Reading(source, course, list(items))
        return map(reading.outcome, reading.items)

    def take(self, source: Import, rows: list[ImportRow]) -> None:
        """Add the questions at the end, and note their ids."""
        contents = [_content(row) for row in rows]
        added = add_questions(course=_course_or_refused(source), contents=contents)
        for row, question in zip(rows, added, strict=True):
            row.made_id = question.pk

    def taken(self, source: Import, now: datetime) -> dict[str, Any]:
        """Note the version to which they were added."""
        return {"test": QUESTIONS.held(_course_or_refused(source)).pk}

    def undo(self, source: Import, actor: User, now: datetime) -> None:
        """Take the questions out again, unless they were changed or released since."""
        test = Assessment.objects.filter(pk=source.summary["test"]).first()
        if test is not None and test.course_id != _course_or_refused(source).pk:
            raise Refused("course_gone", _GONE)
        added = {row.made_id: _content(row) for row in source.lines.all() if row.made_id}
        if test is not None:  # else the version was thrown away, with these questions
            remove_unchanged(test=test, added=added)

    def preview(self, source: Import) -> dict[str, Any]:
        """Return the first good questions, and how many there are."""
        rows = source.lines.filter(state=ImportRow.State.GOOD)
        return {
            "questions": [(row, _content(row), row.values["notes"]) for row in rows[:_SHOWN]],
            "more": max(rows.count() - _SHOWN, 0),
        }

    def written(
        self, rows: Iterable[tuple[ImportRow, list[Reason]]], file_format: str
    ) -> Iterator[str]:
        """Yield the text of questions that come back, with their category, comments and reasons."""
        return returned_text((row.text, reasons) for row, reasons in rows)


_NOT_WRITTEN = (
    "This post-test has no draft version. Choose “Edit as a new version” there first; then import the"
    " questions."
)

_GONE = "The course of this file is gone or now belongs to another provider. Upload the file in one of your courses."
_ID = re.compile(r"[0-9]{1,18}")


class _Reading:
    """Judges the questions of one file: against each other, and those that are there."""

    def __init__(self, source: Import, course: Course, items: list[Item]) -> None:
        self.is_table = source.is_table
        self.items = items
        video = video_of(course)
        self.video_seconds = video.seconds if video else None
        self.objectives = course.objectives
        there = list(QUESTIONS.being_written(course).prefetch_related("choices"))
        self.seen: dict[object, tuple[str, str]] = {}
        for each in there:
            self._note(content_of(each), f"question {each.position} of the test")
        self.room = QUESTIONS.most - len(there)
        self.is_written = QUESTIONS.written(course) is not None
        self.too_many = _lines_with_too_many(source) if self.is_table else set()
        self.habits = Habits(by_place=True)
        if self.is_table:
            self.habits = habits_of(item.cells for item in items)

    def outcome(self, item: Item) -> Outcome:
        cells, lost = table_cells(item.cells) if self.is_table else (item.cells, [])
        content, reasons = read_cells(cells, self.habits, self.video_seconds, self.objectives)
        if item.line in self.too_many:
            words = f"It has more than {len(CHOICES)} choices. Reduce them to {len(CHOICES)}."
            reasons.append(Reason("", "too_many_choices", words))
        if reasons := [*lost, *reasons]:
            return Outcome("returned", reasons=reasons)
        if content.asks in self.seen:
            return self._known(content)
        if refused := self._no_room():
            return Outcome("returned", reasons=[refused])
        self._note(content, f"line {item.line}")
        self.room -= 1
        notes = list(guesses(cells, self.habits)) if self.is_table else []
        return Outcome("good", asdict(content) | {"notes": notes})

    def _note(self, content: QuestionContent, where: str) -> None:
        self.seen[content.asks] = where, _right_text(content)

    def _known(self, content: QuestionContent) -> Outcome:
        where, right = self.seen[content.asks]
        if _right_text(content) == right:
            return Outcome("known", reasons=[Reason("", "known", f"The same as {where}.")])
        words = f"The same as {where}, where another choice is correct. Find out which one is, and change the other."
        return Outcome("returned", reasons=[Reason("right", "other_right", words)])

    def _no_room(self) -> Reason | None:
        if not self.is_written:
            return Reason("", "not_being_written", _NOT_WRITTEN)
        if self.room <= 0:
            return Reason("", "too_many", f"{QUESTIONS.holds} up to {QUESTIONS.most} questions.")
        return None


def _lines_with_too_many(source: Import) -> set[int]:
    """Return the lines with a text in a column of choices beyond the last that a question here has."""
    used = set(source.columns.values())
    places = [
        at
        for at, name in enumerate(source.header)
        if at not in used and _BEYOND.fullmatch(plain_word(name))
    ]
    if not places or CHOICES[-1] not in source.columns:
        return set()
    lines = source.lines.values_list("line", "cells")
    return {line for line, cells in lines if any("".join(cells[at : at + 1]) for at in places)}


def _course(source: Import) -> Course | None:
    """Return the course into which the file goes; None if it is gone, or another provider's by now."""
    own = Course.objects.filter(series__provider=source.provider_id)
    return own.select_related("series__provider").filter(pk=source.target).first()


def _course_or_refused(source: Import) -> Course:
    course = _course(source)
    if course is None:
        raise Refused("course_gone", _GONE)
    return course


def _right_text(content: QuestionContent) -> str:
    text = "" if content.right is None else content.choices[content.right]
    return " ".join(text.split()).casefold()


def _content(row: ImportRow) -> QuestionContent:
    values = {name: value for name, value in row.values.items() if name != "notes"}
    lists = {name: tuple(values.get(name, ())) for name in ("choices", "objectives")}
    return QuestionContent(**values | lists)
