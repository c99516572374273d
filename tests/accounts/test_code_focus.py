"""The field for a code has the focus when its page opens; after an error its summary has it."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.accounts.test_code_pages import RESET, SIGN_IN, SIGN_UP, ask


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


@pytest.mark.parametrize("page", [SIGN_UP, SIGN_IN, RESET])
def test_one_thing_has_the_focus(client: Client, page: str) -> None:
    waits = ask(client, page)
    opened = client.get(waits).text
    field = re.search(r'<input[^>]*name="code"[^>]*>', opened)
    assert field
    assert " autofocus" in field[0]
    assert 'aria-describedby="code-sent"' in field[0]
    assert 'id="code-sent"' in opened
    refused = client.post(waits, {"code": "no"}).text
    field = re.search(r'<input[^>]*name="code"[^>]*>', refused)
    assert field
    assert 'aria-describedby="code-sent id_code_error"' in field[0]
    assert refused.count(" autofocus") == 1
    assert re.search(r'class="error-summary"[^>]* autofocus', refused)
