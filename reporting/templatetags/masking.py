"""Masked identifiers on staff pages."""

from django import template

from reporting.identifiers import masked as mask

register = template.Library()


@register.filter
def masked(value: str) -> str:
    """Mask an identifier but for its last three characters; return a dash for none."""
    return mask(value) if value else "–"
