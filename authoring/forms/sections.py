"""Long forms of the course editor, grouped: each group has a heading and a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm
from django.forms.boundfield import BoundField

from publishing.services.publishing import REQUIRED_TEXTS


@dataclass(frozen=True)
class Section:
    """A group of fields as the page draws it."""

    heading: str
    note: str
    fields: list[BoundField]


class SectionedForm(BaseForm):
    """A form whose `SECTIONS` say which fields stand together; a field that the form lacks is passed over."""

    SECTIONS: list[tuple[str, str, list[str]]] = []
    MARKDOWN: frozenset[str] = frozenset()
    """Fields that show how they read, below the field."""

    def mark_needed(self) -> None:
        """Say at each field that publishing demands it: until then it may stay empty."""
        for name in REQUIRED_TEXTS:
            if name in self.fields:
                self.fields[name].help_text = f"{self.fields[name].help_text} Needed to publish."

    def sections(self) -> Iterator[Section]:
        for heading, note, names in self.SECTIONS:
            yield Section(heading, note, [self[name] for name in names if name in self.fields])
