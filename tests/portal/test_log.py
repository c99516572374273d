"""What a stranger sends costs a line of the log, not a page."""

import io
import logging
from typing import Any

import pytest
from django.test import Client

from portal.backends import console_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the portal's own logging writes for refused input."""
    stream = io.StringIO()
    own = logging.getLogger("django.security").handlers  # and those of pytest
    [handler] = [each for each in own if each.name == "short"]
    monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.mark.parametrize("url", ["/watch/beat/", "/accounts/login/", "/verify/"])
@pytest.mark.parametrize("many", [{f"f{n}": "x" for n in range(3000)}, {"f": "x" * 3_000_000}])
def test_input_that_is_too_large_is_400_and_one_short_line(
    client: Client, written: Any, url: str, many: dict[str, str]
) -> None:
    body = "&".join(f"{name}={value}" for name, value in many.items())
    answer = client.post(url, body, "application/x-www-form-urlencoded")
    assert answer.status_code == 400
    lines = written.getvalue().splitlines()
    assert len(lines) <= 1
    assert all(len(line) < 300 for line in lines)


def test_three_thousand_fields_in_a_beat_are_one_line(client: Client, written: Any) -> None:
    body = "&".join(f"f{n}=x" for n in range(3000))
    client.post("/watch/beat/", body, "application/x-www-form-urlencoded")
    [line] = written.getvalue().splitlines()
    assert "TooManyFieldsSent" in line


def test_our_own_faults_keep_their_traceback() -> None:
    log = console_log()
    assert "filters" not in log["handlers"]["console"]
    assert log["root"]["handlers"] == ["console"]
