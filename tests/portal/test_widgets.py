"""Widgets drawn without templates: what Django's own templates draw."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from portal.widgets import Widgets

ODD = "<é \"a' & \\"
VALUES = [None, "", 0, 1.5, True, False, ODD, SafeString(ODD), gettext_lazy(ODD)]
ATTRIBUTES: dict[str, Any] = dict(
    zip(["id", "class", "data-<", "hidden", "disabled", "lang"], [*VALUES[2:], 1000], strict=False)
)
CHOICES = [("", "All"), (ODD, ODD), (1000, SafeString("<b>")), ("Some", [(True, 1000), (1.5, 1.5)])]
PLAIN = [
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput),
    *(forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput),
    *(forms.SearchInput, forms.TelInput, forms.ColorInput, forms.Textarea, forms.CheckboxInput),
]
CHOOSING = [
    *(forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, forms.RadioSelect),
    forms.CheckboxSelectMultiple,
]


def drawn(widget: forms.Widget, value: object, attributes: dict[str, Any], by: BaseRenderer) -> str:
    return widget.render("a<b", value, attributes, renderer=by)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_widget_is_what_its_template_draws(kind: type[forms.Widget]) -> None:
    def all_drawn(by: BaseRenderer) -> list[str]:
        return [drawn(kind(), value, ATTRIBUTES, by) for value in VALUES] + [
            drawn(kind(), value, {}, by) for value in VALUES
        ]

    assert all_drawn(Widgets()) == all_drawn(DjangoTemplates())


@pytest.mark.parametrize("kind", CHOOSING)
def test_choices_are_what_their_templates_draw(kind: type[ChoiceWidget]) -> None:
    def all_drawn(by: BaseRenderer) -> list[str]:
        chosen: dict[str, Any] = {} if kind is forms.NullBooleanSelect else {"choices": CHOICES}
        values = [*VALUES, 1000, (ODD, 1.5)]
        return [_compact(drawn(kind(**chosen), value, ATTRIBUTES, by)) for value in values]

    assert all_drawn(Widgets()) == all_drawn(DjangoTemplates())


def _compact(html: str) -> str:
    return html.replace("\n\n", "\n")


class Asked(forms.Form):
    one = forms.ChoiceField(choices=[("a", "<A>"), ("b", "B")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        choices=[("a", "<A>"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )


def test_each_choice_alone_is_what_its_template_draws() -> None:
    def tags(by: BaseRenderer) -> list[str]:
        form = Asked({"one": "b", "many": ["a"]}, renderer=by)
        return [choice.tag() for field in form for choice in field] + [str(form["one"][0])]

    assert tags(Widgets()) == tags(DjangoTemplates())


def test_a_widget_of_another_kind_is_left_to_its_template() -> None:
    asked: list[str] = []

    class Told(Widgets):
        def get_template(self, template_name: str) -> Any:
            asked.append(template_name)
            return super().get_template(template_name)

    by = Told()
    drawn(forms.ClearableFileInput(), None, {}, by)
    drawn(forms.Select(choices=[("a", "A")]), "a", {}, by)
    assert asked == ["django/forms/widgets/clearable_file_input.html"]


def test_the_portals_forms_are_drawn_so() -> None:
    assert type(forms.Form().renderer) is Widgets
