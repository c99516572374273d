"""A database that refuses, keeps silent or is frozen: every page says so calmly, and no request hangs."""

import json
import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from embedded import Cluster, address, owned
from embedded.cluster import THROWAWAY
from progress.tokens import PageToken
from tests.portal.asked import Asked, asked
from tests.portal.silent import frozen, silent_peer

PAGES = ["/", "/courses/", "/dashboard/", "/help/", "/accounts/login/", "/admin/"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module", params=["refuses", "keeps silent", "is frozen"])
def away(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """The portal whose database …"""
    tmp_path = tmp_path_factory.mktemp("away")
    if request.param == "is frozen":
        yield from _frozen(settings.DATA_DIR / f"frozen-{os.getpid()}")
    elif request.param == "refuses":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"postgresql://ann@127.0.0.1:{free.getsockname()[1]}/cme"
            with asked(tmp_path, url) as portal:
                yield portal
    else:
        with (
            silent_peer() as port,
            asked(tmp_path, f"postgresql://ann@127.0.0.1:{port}/cme") as portal,
        ):
            yield portal


def _frozen(folder: Path) -> Iterator[Asked]:
    """A server of its own, which answered before."""
    folder.mkdir(mode=0o755)
    with owned(folder):
        cluster = Cluster(folder, THROWAWAY)
        cluster.start()
        try:
            with asked(folder, address.url(folder)) as portal:
                assert '"database": "ok"' in portal.ask("/readyz")["text"]
                assert cluster.process
                with frozen(cluster.process.pid):
                    yield portal
        finally:
            cluster.stop()


def test_every_page_answers_503_in_calm_words(away: Asked) -> None:
    for path in PAGES:
        answer = away.ask(path)
        assert answer["status"] == 503, path
        assert answer["headers"]["retry-after"] == "15"
        assert "no-store" in answer["headers"]["cache-control"]
        assert "set-cookie" not in answer["headers"]
        assert "We can’t reach our records right now" in answer["text"]
        assert "data-exit-main" in answer["text"]
        assert "1-888-373-7888" in answer["text"]


def test_a_form_stays_in_its_page_and_a_script_is_told_in_json(away: Asked) -> None:
    form = away.ask("/accounts/login/", body="login=ann@example.org", kind=FORM)
    assert form["status"] == 503
    assert "your browser still has what you typed" in form["text"]
    token = PageToken(1, 60, 54, timezone.now() - timedelta(minutes=1), uuid4(), 1).sign()
    beat = json.dumps({"token": token, "segments": [[0, 9]], "position": 9})
    for path, body in (("/watch/beat/", beat), ("/courses/any/learn/open/", "{}")):
        answer = away.ask(path, body=body, kind="application/json")
        assert (answer["status"], json.loads(answer["text"])) == (503, {"code": "unavailable"})


def test_a_process_without_it_lives_and_is_not_ready(away: Asked) -> None:
    assert away.ask("/healthz")["status"] == 200
    answer = away.ask("/readyz")
    assert answer["status"] == 503
    assert '"database": "missing"' in answer["text"]
