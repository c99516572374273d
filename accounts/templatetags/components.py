"""What the templates of `components/` are written with: built into every template (`portal.settings`).

A page renders few templates that way: a form with eight fields one, and an icon none.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import Node, NodeList, TextNode
from django.template.loader import get_template

register = template.Library()


@register.tag
def icon(parser: Any, token: Any) -> TextNode:
    """Write the icon of this name, a file of `components/icons`; put words next to it, it has none."""
    _, name = token.split_contents()
    file = get_template(f"components/icons/{name[1:-1]}.svg")
    return TextNode(file.template.source)  # type: ignore[attr-defined]


class _Part(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Any) -> Any:
        return self.nodelist.render(context)


@register.tag
def part(parser: Any, token: Any) -> _Part:
    """Write the template of this name as if its text stood here: for what frames every page."""
    _, name = token.split_contents()
    return _Part(get_template(name[1:-1]).template.nodelist)  # type: ignore[attr-defined]


@register.filter
def introduces(label: str) -> str:
    """Return a field's label as what its error follows: with a colon, unless it ends a sentence itself."""
    return f"{label}" if f"{label}".endswith((".", "?", "!")) else f"{label}:"


@register.filter
def one_or_all(field: BoundField | Iterable[BoundField]) -> Iterator[BoundField]:
    """Yield a field, or those of a form or a list, without placeholders: allauth's repeat the label, and vanish."""
    for each in [field] if isinstance(field, BoundField) else field:
        each.field.widget.attrs.pop("placeholder", None)
        yield each
