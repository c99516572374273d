"""A column for a set of whole seconds: PostgreSQL's int4multirange, seen from Python as pairs."""

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
    """Return the pairs of what PostgreSQL answered: merged and ascending."""
    return [(r.lower, r.upper) for r in value or [] if r.lower is not None and r.upper is not None]


class SecondsField(models.Field):  # type: ignore[type-arg]
    """A set of seconds. PostgreSQL keeps it normalised: merged, ascending, without empty ranges."""

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
