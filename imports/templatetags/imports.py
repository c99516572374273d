"""Words of imports."""

from django import template

from accounts.sentences import plural
from imports.kinds import Kind, kind_of

register = template.Library()
_NAMES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1252": "Windows-1252"}


@register.filter
def noun_of(number: int, kind: Kind) -> str:
    """Return what `number` lines of this kind are called: “question”, “questions”."""
    return plural(number, *kind.noun)


@register.filter
def kind_title(key: str) -> str:
    """Return what a kind of import is called; its key where the kind is gone."""
    try:
        return kind_of(key).title
    except KeyError:
        return key


@register.filter
def encoding_name(encoding: str) -> str:
    """Return an encoding as people know it."""
    return _NAMES.get(encoding, encoding)
