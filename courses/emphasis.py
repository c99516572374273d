"""The one piece of markup in credit names and statements: `*…*` is set in italics.

The AMA owns the phrase and requires it in italics with its ™ (DOMAIN §2.4). Texts that contain it are
stored with asterisks, so that HTML, PDF and plain text can each render it in their own way.
"""

import re
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ITALIC = re.compile(r"\*([^*\n]+)\*")
_TAG = re.compile(r"<[^>]*>")


def credit_html(text: str) -> SafeString:
    """Return `text` escaped, with `*…*` as `<i>…</i>`."""
    # Safe: everything was escaped before the only tag was added.
    return mark_safe(_ITALIC.sub(r"<i>\1</i>", escape(text)))  # noqa: S308


def credit_text(html: str) -> str:
    """Return the text that `credit_html` made this paragraph from."""
    return unescape(_TAG.sub("", re.sub("</?i>", "*", html))).strip()


def credit_plain(text: str) -> str:
    """Return `text` for CSV, JSON, calendars and titles: no asterisks, and (TM) for ™."""
    return _ITALIC.sub(r"\1", text).replace("™", "(TM)")
