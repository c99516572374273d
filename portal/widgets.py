"""Form fields in HTML without a template for each option: a list of states was sixty of them."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString

_PLACE = "django/forms/widgets/"
_OPTION = f"{_PLACE}select_option.html"
_INPUTS = {
    f"{_PLACE}{name}.html"
    for name in (
        *("checkbox", "checkbox_option", "color", "date", "datetime", "email", "file", "hidden"),
        *("input", "input_option", "number", "password", "radio_option", "search", "tel"),
        *("text", "time", "url"),
    )
}


class Widgets(DjangoTemplates):
    """Draws what Django's own templates draw, without the empty line after each option.

    Any other widget is left to its template.
    """

    def render(
        self, template_name: str, context: Mapping[str, Any], request: Any = None
    ) -> SafeString:
        widget = context.get("widget", {})
        if template_name in _INPUTS and not widget.get("wrap_label"):
            return SafeString(_input(widget))
        if template_name == f"{_PLACE}textarea.html":
            return SafeString(_textarea(widget))
        if template_name == f"{_PLACE}select.html" and _has_plain_options(widget):
            return SafeString(_select(widget))
        return SafeString(super().render(template_name, dict(context), request))


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_written(widget["value"])}"'
    start = f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"'
    return f"{start}{value}{_attributes(widget)}>"


def _textarea(widget: dict[str, Any]) -> str:
    text = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _has_plain_options(widget: dict[str, Any]) -> bool:
    groups = widget["optgroups"]
    return all(one["template_name"] == _OPTION for _, options, _ in groups for one in options)


def _select(widget: dict[str, Any]) -> str:
    lines = [f'<select name="{_shown(widget["name"])}"{_attributes(widget)}>']
    for name, options, _ in widget["optgroups"]:
        lines += [f'  <optgroup label="{_shown(name)}">'] if name else []
        lines += [
            f'  <option value="{_written(one["value"])}"{_attributes(one)}>{_shown(one["label"])}</option>'
            for one in options
        ]
        lines += ["  </optgroup>"] if name else []
    return "\n".join([*lines, "</select>"])


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" + ("" if value is True else f'="{_written(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _shown(value: Any) -> str:
    """Return what `{{ value }}` would be."""
    return conditional_escape(value if isinstance(value, str) else str(localize(value)))


def _written(value: Any) -> str:
    """Return what `{{ value|stringformat:"s" }}` would be: numbers as a program reads them."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))
