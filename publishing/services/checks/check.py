"""What a check of the publish list is, and the table that holds them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publishing.services.checks.candidate import Candidate

type Finder = Callable[[Candidate], Iterable[str]]
"""Says what is missing, a sentence each that tells what to do; nothing when all is well."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the publish list. `code` is stable: providers' settings and tests name it.

    `step` and `field` say where it is mended. `element` is its number in DOMAIN §2.1 or its paragraph.
    `optional`: a provider whose accreditor no longer asks may make it advice. `advice`: it never
    stands in the way. `about_the_past`: it judges what happened after publication, too.
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
        """What follows `#` in the link: the id of the field as Django's forms give it."""
        return f"id_{self.field}" if self.field else ""
