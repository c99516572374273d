"""Identifiers on pages of staff: their last characters only."""

from django import template

from reporting.identifiers import masked as mask

register = template.Library()


@register.filter
def masked(value: str) -> str:
    """Return the last three characters of an identifier; a dash for none."""
    return mask(value) if value else "–"
