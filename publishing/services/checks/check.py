"""The definition of a check of the publish list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publishing.services.checks.candidate import Candidate

type Finder = Callable[[Candidate], Iterable[str]]
"""Yields one sentence for each problem, saying what to do; nothing if all is well."""


class About(str):
    """A sentence with the row it is about: the same gap of the same row, in whatever words it is told."""

    __slots__ = ("row",)
    row: str

    def __new__(cls, row: object, sentence: str) -> "About":
        made = super().__new__(cls, sentence)
        made.row = str(row)
        return made


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the publish list. `code` is stable: providers' settings and tests refer to it.

    `step` and `field` say where errors are fixed. `source` names where the rule comes from. `optional`:
    a provider whose accreditor no longer requires it may turn it into advice. `advice`: it never
    prevents publication.
    """

    code: str
    rule: str
    source: str
    find: Finder
    step: str
    field: str = ""
    optional: bool = False
    advice: bool = False

    @property
    def anchor(self) -> str:
        """The URL fragment without `#`: the HTML id that Django forms give the field."""
        return f"id_{self.field}" if self.field else ""
