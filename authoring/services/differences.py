"""Two texts as one: what was taken out and what came in, to be read without colour and by ear."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_MOST_WORDS = 1500
"""Comparing costs the product of both lengths; longer texts are compared line by line first."""
_CONTEXT = 2
"""Lines that are shown around a change of a long text."""


def difference_html(before: str, after: str) -> SafeString:
    """Return both texts as one: `<del>` around what was taken out, `<ins>` around what came in.

    Safe HTML; a hidden word says to a screen reader which is which. Lines of a long text that stayed
    as they were are counted, not repeated. Line breaks stay line breaks (class `staff-diff` draws them).
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) + len(new) <= 2 * _CONTEXT + 4:
        return _words(before, after)
    return _joined(_lines(old, new))


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
