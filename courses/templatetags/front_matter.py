"""Template filter for the elements that learners read before they start."""

from django import template

from courses.front_matter_texts import FRONT_MATTER_TEXTS, Kind

register = template.Library()
_LISTS = {text.key for text in FRONT_MATTER_TEXTS if text.kind is Kind.LINES}


@register.filter
def is_a_list(key: str) -> bool:
    """Say whether the lines of the element `key` are entries of a list, and not sentences."""
    return key in _LISTS
