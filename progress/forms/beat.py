"""Parsing beats: JSON or form data, sent by a page, a beacon, or anyone at all."""

import json
from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpRequest

from accounts.input import row_number
from progress.fields import Segments
from progress.segments import MOST_RANGES

LARGEST_BODY = 64 * 1024
_LATEST_SECOND = 2**31 - 1


class BadBeat(Exception):
    """The request is not a valid beat; the message says why."""


@dataclass(frozen=True)
class Beat:
    """A page's token (signed text), position, and all seconds it has played so far, as half-open pairs."""

    token: str
    segments: Segments
    position: int | None

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Return the beat in the body of a request. Raises `BadBeat`."""
        return cls.of(_fields(request))

    @classmethod
    def of(cls, fields: Any) -> Self:
        """Return the beat in decoded fields: `token`, `segments` [[start, end], …], `position`."""
        if not isinstance(fields, dict) or not isinstance(fields.get("token"), str):
            raise BadBeat("A beat needs the token of its page.")
        position = fields.get("position")
        if position is not None and (not _whole(position) or position > _LATEST_SECOND):
            raise BadBeat("The position is a whole number of seconds.")
        return cls(fields["token"], _segments(fields.get("segments")), position)


def read_pages(request: HttpRequest) -> list[Beat]:
    """Return the guest pages a learner wants to adopt: `pages`, a list of beats. Raises `BadBeat`."""
    fields = _fields(request)
    pages = fields.get("pages") if isinstance(fields, dict) else None
    if not isinstance(pages, list) or len(pages) > 100:
        raise BadBeat("“pages” is a list of at most 100 pages.")
    return [Beat.of(page) for page in pages]


def _fields(request: HttpRequest) -> Any:
    length = row_number(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > LARGEST_BODY:
        raise BadBeat("A beat is at most 64 KiB.")
    try:
        if request.content_type in {"application/json", "text/plain"}:
            return json.loads(request.body)
        form = request.POST.dict()
        named = {
            key: json.loads(form[key]) for key in ("segments", "position", "pages") if form.get(key)
        }
        return {**form, "position": None, **named}
    except (ValueError, RecursionError) as error:  # thousands of brackets exhaust the parser
        raise BadBeat("That is not JSON.") from error


def _segments(value: Any) -> Segments:
    if not isinstance(value, list) or len(value) > MOST_RANGES:
        raise BadBeat(f"“segments” is a list of at most {MOST_RANGES} pairs.")
    if not all(
        isinstance(p, list) and len(p) == 2 and _whole(p[0]) and _whole(p[1]) for p in value
    ):
        raise BadBeat("Each segment is a pair of whole seconds.")
    return [(start, end) for start, end in value]


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _LATEST_SECOND
