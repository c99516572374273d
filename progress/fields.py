"""Model fields for sets of seconds and of times: multiranges in PostgreSQL, lists of pairs in Python."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

Segments = list[tuple[int, int]]
"""Half-open pairs `[start, end)` in seconds, ascending, neither touching nor overlapping."""
Times = list[tuple[datetime, datetime]]
"""Half-open pairs of moments, ascending, neither touching nor overlapping."""


def to_multirange[T](pairs: Sequence[tuple[T, T]]) -> "Multirange[T]":
    """Return the psycopg value of half-open pairs, in any order, overlapping or not."""
    return Multirange([Range(start, end, "[)") for start, end in pairs])


def from_multirange[T](value: "Multirange[T] | None") -> list[tuple[T, T]]:
    """Return the pairs of a value from PostgreSQL: merged and ascending."""
    return [(r.lower, r.upper) for r in value or [] if r.lower is not None and r.upper is not None]


def to_text(pairs: Segments | Times) -> str:
    """Return a multirange literal for PostgreSQL; used for beats, where psycopg's own value is the main cost."""
    return "{" + ",".join([f"[{start},{end})" for start, end in pairs]) + "}"


def from_text(text: str) -> Segments:
    """Return the pairs of a multirange that PostgreSQL returned as text: merged and ascending."""
    return [(start, end) for start, end in json.loads(f"[{text[1:-1]}]".replace(")", "]"))]


class _SetField[T](models.Field[list[tuple[T, T]], list[tuple[T, T]]]):
    """Base of the fields: PostgreSQL stores a set normalised, merged, ascending, without empty ranges."""

    def from_db_value(self, value: "Multirange[T] | None", *_: Any) -> list[tuple[T, T]]:
        return from_multirange(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Multirange) else to_multirange(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class SecondsField(_SetField[int]):
    description = "A set of whole seconds"

    def db_type(self, connection: Any) -> str:
        return "int4multirange"


class TimesField(_SetField[datetime]):
    description = "A set of times"

    def db_type(self, connection: Any) -> str:
        return "tstzmultirange"


class UnionOfTimes(models.Func):
    """The union of sets of times, in at most 64 ranges: above that, the two nearest merge."""

    function = "at_most_64_ranges"
    arg_joiner = " + "
    output_field = TimesField()


class SecondsIn(models.Func):
    """The number of seconds in a set: the immutable SQL function that migration 0001 creates."""

    function = "seconds_in"
    output_field = models.IntegerField()
