"""Two texts merged, with removals and additions marked: readable without colour and by screen readers."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from courses.models import Course
from courses.services.statements import templated_statement

_WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_MOST_WORDS = 1500
"""Comparing takes time proportional to the product of both lengths, so longer texts are not compared word by word."""
_CONTEXT = 2
"""Unchanged lines shown around a change in a long text."""


def difference_html(before: str, after: str) -> SafeString:
    """Return both texts merged into one: removals in `<del>`, additions in `<ins>`.

    Safe HTML; a visually hidden word tells screen readers which is which. In a long text, unchanged lines
    are counted, not repeated. Line breaks are kept (class `staff-diff` shows them).
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) + len(new) <= 2 * _CONTEXT + 4:
        return _words(before, after)
    return _joined(_lines(old, new))


def own_wording_difference(course: Course) -> SafeString | str:
    """Return how the course's own accreditation statement differs from its template; "" if it has none."""
    if not course.accreditation_override:
        return ""
    return difference_html(templated_statement(course), course.accreditation_override)


def _lines(old: list[str], new: list[str]) -> Iterator[SafeString]:
    for kind, was, now in _blocks(old, new):
        if kind == "equal":
            yield _unchanged(was)
        else:
            yield _words("".join(was), "".join(now))


def _unchanged(lines: Sequence[str]) -> SafeString:
    if len(lines) <= 2 * _CONTEXT + 1:
        return format_html("{}", "".join(lines))
    head, tail = "".join(lines[:_CONTEXT]), "".join(lines[-_CONTEXT:])
    left_out = len(lines) - 2 * _CONTEXT
    return format_html(
        '{}<span class="quiet">[{} lines unchanged]</span>\n{}', head, left_out, tail
    )


def _words(before: str, after: str) -> SafeString:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return _joined(_marked(before, after))
    parts = _blocks(old, new)
    return _joined(
        part
        for kind, was, now in parts
        for part in (
            [format_html("{}", "".join(was))]
            if kind == "equal"
            else _marked("".join(was), "".join(now))
        )
    )


def _marked(was: str, now: str) -> Iterator[SafeString]:
    if was:
        yield format_html('<del><span class="visually-hidden">removed: </span>{}</del>', was)
    if now:
        yield format_html('<ins><span class="visually-hidden">added: </span>{}</ins>', now)


def _blocks(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=len(old) > _MOST_WORDS)
    for kind, i, j, k, m in matcher.get_opcodes():
        yield kind, old[i:j], new[k:m]


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join(mark_safe(""), "{}", ((part,) for part in parts))
