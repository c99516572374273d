"""A model field for a set of whole seconds: int4multirange in PostgreSQL, a list of pairs in Python."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

Segments = list[tuple[int, int]]
"""Half-open pairs `[start, end)` in seconds, ascending, neither touching nor overlapping."""


def to_multirange(segments: Sequence[tuple[int, int]]) -> "Multirange[int]":
    """Return the psycopg value of half-open pairs, in any order, overlapping or not."""
    return Multirange([Range(start, end, "[)") for start, end in segments])


def from_multirange(value: "Multirange[int] | None") -> Segments:
    """Return the pairs of a value from PostgreSQL: merged and ascending."""
    return [(r.lower, r.upper) for r in value or [] if r.lower is not None and r.upper is not None]


def to_text(segments: Segments) -> str:
    """Return a multirange literal for PostgreSQL; used for beats, where psycopg's own value is the main cost."""
    return "{" + ",".join([f"[{start},{end})" for start, end in segments]) + "}"


def from_text(text: str) -> Segments:
    """Return the pairs of a multirange that PostgreSQL returned as text: merged and ascending."""
    return [(start, end) for start, end in json.loads(f"[{text[1:-1]}]".replace(")", "]"))]


class SecondsField(models.Field[Segments, Segments]):
    """A set of seconds. PostgreSQL stores it normalised: merged, ascending, without empty ranges."""

    description = "A set of whole seconds"

    def db_type(self, connection: Any) -> str:
        return "int4multirange"

    def from_db_value(self, value: "Multirange[int] | None", *_: Any) -> Segments:
        return from_multirange(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Multirange) else to_multirange(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class SecondsIn(models.Func):
    """The number of seconds in a set: the immutable SQL function that migration 0001 creates."""

    function = "seconds_in"
    output_field = models.IntegerField()
