"""The HTML part of an email shows what its text says: the code large, and the one way on as a button."""

from typing import Any

import pytest
from django.conf import settings

from accounts.mail import compose
from accounts.mail_frame import Paragraph, paragraphs_of
from tests.accounts.test_mail_wording import PREFIXES

CODE = "BCDF-GHJK"
CONTEXT = {"code": CODE, "link": "/a/", "certificate_path": "/b/", "url": "/c/"}


def html_of(prefix: str, **context: Any) -> tuple[str, str]:
    message = compose(prefix, recipient="ann@example.org", context=context)
    [(html, _kind)] = message.alternatives
    return str(html), str(message.body)


def test_a_code_stands_alone_and_large() -> None:
    html, text = html_of("account/email/login_code", code=CODE)
    assert f'<p class="code">{CODE}</p>' in html
    assert f"\n\n{CODE}\n\n" in text


def test_the_first_way_on_is_a_button_and_the_others_are_links() -> None:
    found = list(
        paragraphs_of("Hello,\n\nSign in:\nhttps://a.example/\n\nHelp:\nhttps://b.example/")
    )
    assert found[1] == Paragraph("Sign in", url="https://a.example/")
    assert found[2].url == ""


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_way_on_of_every_email_is_a_button(prefix: str) -> None:
    """Only its frame's last line, where the email came from, is an address without one."""
    message = compose(prefix, recipient="ann@example.org", context=CONTEXT)
    [(html, _kind)] = message.alternatives
    leads_on = str(message.body).count(settings.SITE_URL) > 1
    assert ('<p class="button">' in str(html)) is leads_on


@pytest.mark.parametrize("text", ["Open javascript:\njavascript:alert(1)", "See:\nnot an address"])
def test_only_an_address_becomes_a_button(text: str) -> None:
    assert [each.url for each in paragraphs_of(text)] == [""]


def test_what_a_person_typed_stays_text() -> None:
    html, _ = html_of(
        "account/email/email_changed", from_email="<b>@example.org", to_email="a@b.org"
    )
    assert "<b>@" not in html
    assert "&lt;b&gt;@" in html
