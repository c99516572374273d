"""E-mail addresses on pages and in the text of mails. Every template has this filter, without loading it."""

from django import template

from accounts import mailboxes

register = template.Library()


@register.filter
def shown_address(text: str) -> str:
    """Return an address with its domain in Unicode; any other text as it is."""
    return mailboxes.shown_address(text)
