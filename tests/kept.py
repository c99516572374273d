"""A form as a browser has it: opened by one account, and sent when the session may be another, or gone."""

import re
from html import unescape
from typing import Any

from django.conf import settings
from django.test import Client

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the page's own form: the last one, after the one that signs out."""
    form = page[page.rindex('method="post"') :]
    return {name: unescape(value) for name, value in _HIDDEN.findall(form)}


def opened(client: Client, url: str) -> dict[str, str]:
    """Open the page and return what its form sends beside what is typed."""
    page = client.get(url)
    assert page.status_code == 200
    fields = hidden(page.text)
    assert "_owner" in fields
    return fields


def lose_session(client: Client) -> None:
    """As when the cookie was deleted, or the row was."""
    del client.cookies[settings.SESSION_COOKIE_NAME]


def lose_cookies(client: Client) -> None:
    """As when a browser forgets the site."""
    client.cookies.clear()


def said(response: Any) -> str:
    """Return the words of a page."""
    text = re.sub(
        r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", response.text, flags=re.DOTALL
    )
    return " ".join(unescape(text).split())
