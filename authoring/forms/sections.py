"""Long forms of the course editor, in groups: each has a heading and an introductory sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField

from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import lines
from courses.front_matter_texts import FRONT_MATTER_TEXTS, FrontMatterText, Kind, Place
from courses.models import Course
from publishing.services.publishing import REQUIRED_TEXTS

if TYPE_CHECKING:
    CourseModelForm = forms.ModelForm[Course]
else:
    CourseModelForm = forms.ModelForm

MARKDOWN_HINT = "Markdown: a blank line starts a paragraph, “- ” a list item, and *…* is italic."

type Group = tuple[str, str, list[str]]
"""Heading, sentence, and the names of the fields in the group."""


@dataclass(frozen=True)
class Section:
    """A group of fields as the page shows it."""

    heading: str
    note: str
    fields: list[BoundField]


class SectionedForm(NamesCreditInFull, CourseModelForm):
    """A course form whose `SECTIONS` group its fields; names of fields it does not have are skipped.

    Labels and hints come from `FRONT_MATTER_TEXTS`; the help text says if publishing requires the field.
    """

    SECTIONS: list[Group] = []
    MARKDOWN = frozenset(
        {"description", *(text.field for text in FRONT_MATTER_TEXTS if text.kind is Kind.MARKDOWN)}
    )
    """Fields with a preview of the formatted text below them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text in FRONT_MATTER_TEXTS:
            if text.field in self.fields:
                self.fields[text.field] = _described(self.fields[text.field], text)
        series = self.instance.series
        unneeded = {text.field for text in FRONT_MATTER_TEXTS if not series.needs(text)}
        self.needed_to_publish = self.fields.keys() & REQUIRED_TEXTS.keys() - unneeded
        for name in self.needed_to_publish:
            self.fields[name].help_text = f"{self.fields[name].help_text} Needed to publish."

    def sections(self) -> Iterator[Section]:
        for heading, note, names in self.SECTIONS:
            yield Section(heading, note, [self[name] for name in names if name in self.fields])


def _described(field: forms.Field, text: FrontMatterText) -> forms.Field:
    help_text = f"{text.hint} ({text.source})"
    if text.kind is Kind.LINES:
        return lines(text.asked_as, help_text)
    markdown = f" {MARKDOWN_HINT}" if text.kind is Kind.MARKDOWN else ""
    field.label, field.help_text = text.asked_as, f"{help_text}{markdown}"
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 5 if markdown else 3
    return field


def texts(place: Place) -> list[str]:
    """Return the fields of the front-matter texts edited in this place, in reading order."""
    return [text.field for text in FRONT_MATTER_TEXTS if text.place is place]


def fields_of(groups: Iterable[Group]) -> list[str]:
    return [name for *_, names in groups for name in names]
