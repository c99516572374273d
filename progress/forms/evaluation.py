"""The evaluation as a form: one field per item, in the wording and order of its version."""

from collections.abc import Callable, Hashable, Mapping
from itertools import groupby
from typing import NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from courses.models import EvaluationForm as EvaluationVersion
from courses.models import EvaluationItem, ItemKind
from progress.services.evaluations import EvaluationAnswers

MAX_TEXT = 4000
MOST_COLUMNS = 5


class EvaluationPart(NamedTuple):
    """Items that are drawn together. `options` head the columns of a scale that they share; [] without one."""

    options: list[str]
    fields: list[BoundField]


class EvaluationForm(forms.Form):
    """A learner's answers to one version of a course's evaluation."""

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, object] | None = None, *, version: EvaluationVersion
    ) -> None:
        super().__init__(data)
        self.items = list(version.items.all())
        for item in self.items:
            field = _FIELDS[ItemKind(item.kind)](item)
            field.label, field.required = item.prompt, item.required
            self.fields[_name(item)] = field

    @property
    def parts(self) -> list[EvaluationPart]:
        """All items in their order; those that follow each other on the same scale are one part."""
        parts = []
        for _key, run in groupby(self.items, key=_drawn_with):
            items = list(run)
            options = items[0].options if len(items) > 1 else []
            parts.append(EvaluationPart(options, [self[_name(item)] for item in items]))
        return parts

    @property
    def answers(self) -> EvaluationAnswers:
        """The answers as they are stored, without items left empty; only after `is_valid()`."""
        return {
            item.key: _stored(item, value)
            for item in self.items
            if (value := self.cleaned_data.get(_name(item)))
        }


def _name(item: EvaluationItem) -> str:
    return f"item-{item.key}"


def _drawn_with(item: EvaluationItem) -> Hashable:
    """Return what items have in common that are drawn as one scale; nothing else has it."""
    is_scale = item.kind == ItemKind.LIKERT and len(item.options) <= MOST_COLUMNS
    return tuple(item.options) if is_scale else item.pk


def _stored(item: EvaluationItem, value: str | list[str]) -> int | list[int] | str:
    if isinstance(value, list):
        return [int(place) for place in value]
    return value if item.kind == ItemKind.TEXT else int(value)


def _options(item: EvaluationItem) -> list[tuple[str, str]]:
    return [(str(place), label) for place, label in enumerate(item.options)]


def _one_choice(item: EvaluationItem) -> forms.Field:
    return forms.ChoiceField(
        choices=_options(item),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )


def _several_choices(item: EvaluationItem) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_options(item),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that apply."),
        error_messages={"required": _("Choose at least one.")},
    )


def _text(item: EvaluationItem) -> forms.Field:
    return forms.CharField(
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Please don’t include patient information or your own name."),
        error_messages={"required": _("Write an answer.")},
    )


_FIELDS: dict[ItemKind, Callable[[EvaluationItem], forms.Field]] = {
    ItemKind.LIKERT: _one_choice,
    ItemKind.CHOICE: _one_choice,
    ItemKind.CHOICES: _several_choices,
    ItemKind.TEXT: _text,
}
