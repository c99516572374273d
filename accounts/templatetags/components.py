"""What the templates of `components/` are written with: built into every template (`portal.settings`).

A page renders few templates that way: a form with eight fields one, and an icon none.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import TextNode
from django.template.loader import get_template

register = template.Library()


@register.tag
def icon(parser: Any, token: Any) -> TextNode:
    """Write the icon of this name, a file of `components/icons`; put words next to it, it has none."""
    _, name = token.split_contents()
    file = get_template(f"components/icons/{name[1:-1]}.svg")
    return TextNode(file.template.source)  # type: ignore[attr-defined]


@register.filter
def one_or_all(field: BoundField | Iterable[BoundField]) -> Iterable[BoundField]:
    """Return a field as a list of one, and the fields of a form or a list as they are."""
    return [field] if isinstance(field, BoundField) else field
