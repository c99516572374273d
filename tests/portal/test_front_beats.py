"""A beat through the front and one to Django alone: the same status, headers and bytes."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from progress.models import Enrolment, Watch
from progress.tokens import PageToken
from tests import factories
from tests.portal.test_beats_in_common import dsn
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import body_of, exchange, head_of, serve

pytestmark = pytest.mark.django_db(transaction=True)
# Of the server, not of the answer: granian sends what came by WSGI in chunks.
_NEITHERS = {"date", "connection", "content-length", "transfer-encoding"}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The ports of the front and of Django alone, on this test's database."""
    environment = {"PORTAL_DATA": str(tmp_path), "DATABASE_URL": dsn()}
    environment |= {"SECRET_KEY": settings.SECRET_KEY}
    front, django = free_port(), free_port()
    with (
        serve(front, "rsgi", "portal.front.application:application", **environment),
        serve(django, "wsgi", "portal.wsgi:application", **environment),
    ):
        yield front, django


def beat(enrolment: Enrolment | None, *segments: tuple[int, int], ago: int = 3600) -> bytes:
    opened = timezone.now() - timedelta(seconds=ago)
    if enrolment is None:
        video = factories.make_course().videos.get()
        token = PageToken.open(video=video, required_share=90, now=opened)
    else:
        token = PageToken.open_for(enrolment=enrolment, now=opened)
    return json.dumps({"token": token.sign(), "segments": segments, "position": 7}).encode()


def post(
    port: int, body: bytes, kind: str = "application/json", host: str = "localhost", *more: str
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers without date, and body of the answer to a beat."""
    lines = ["POST /watch/beat/ HTTP/1.1", f"Host: {host}", "Connection: close", *more]
    lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}", "", ""]
    answer = exchange(port, "\r\n".join(lines).encode() + body)
    status, headers = head_of(answer)
    whole = body_of(answer)
    if ("transfer-encoding", "chunked") in headers:
        parts = whole.split(
            b"\r\n"
        )  # length, part, length, part, … and JSON has no such end of line
        whole = b"".join(parts[1::2])
    return status, sorted(h for h in headers if h[0] not in _NEITHERS), whole


def test_every_kind_of_beat_is_answered_as_django_answers_it(servers: tuple[int, int]) -> None:
    course = factories.make_course()
    good, closed, gone = (factories.enrol(course=course) for _ in range(3))
    bodies = [beat(good, (0, 30)), beat(good, (10, 95)), beat(good), beat(closed, (0, 9))]
    bodies += [beat(gone, (0, 9)), beat(good, (0, 99), ago=2), beat(None, (0, 30))]
    bodies += [beat(good, ago=8 * 24 * 3600), beat(good).replace(b'": "', b'": "x', 1)]
    bodies += [b"", b"null", b"{", b"[" * 60_000, beat(good, *[(0, 1)] * 101)]
    bodies += [beat(good, *[(0, 1)] * 1001), beat(good) + b" " * 40_000]
    Enrolment.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    gone.delete()
    asked = [
        (body, kind) for body in bodies for kind in ("application/json", "Text/Plain; charset=x")
    ]
    asked += [(bodies[0], "application/x-www-form-urlencoded"), (b"token=a&segments=[]", "")]
    post(servers[0], bodies[1])  # each answers with the record, which is whole from here on
    for body, kind in asked:
        ours, plain = (post(port, body, kind) for port in servers)
        assert ours == plain, (body[:80], kind)


def test_headers_are_djangos_and_another_host_is_refused(servers: tuple[int, int]) -> None:
    enrolment = factories.enrol()
    body = beat(enrolment, (0, 30))
    # Django's page about a host needs static files: what it says is the same, since it says it.
    assert post(servers[0], body, host="elsewhere.example")[0] >= 400
    assert Watch.objects.get(enrolment=enrolment).seconds == 0
    for host in ("localhost", "127.0.0.1:8000"):
        ours, plain = (post(port, body, host=host) for port in servers)
        assert ours == plain
        assert ours[0] == 200


def test_beats_of_many_learners_at_once_are_stored_in_fewer_commits(
    servers: tuple[int, int],
) -> None:
    course = factories.make_course()
    learners = [factories.enrol(course=course) for _ in range(24)]
    bodies = [beat(learner, (0, 10 + n)) for n, learner in enumerate(learners)]
    with ThreadPoolExecutor(len(bodies)) as clients:
        # All wait for the first, so that the others are there when its commit is.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE progress_watch IN SHARE MODE")
            answers = [clients.submit(post, servers[0], body) for body in bodies]
            wait_for_a_writer()
            cursor.execute("COMMIT")
        found = [answer.result(60) for answer in answers]
    assert [json.loads(body)["seconds"] for _, _, body in found] == [10 + n for n in range(24)]
    assert [status for status, _, _ in found] == [200] * 24
    assert Watch.objects.filter(seconds__gte=10).count() == 24
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM progress_watch")
        assert cursor.fetchone()[0] < len(bodies)


def wait_for_a_writer() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT FROM pg_locks WHERE NOT granted AND relation = 'progress_watch'::regclass"
            )
            if cursor.rowcount:
                return
