"""What is measured: beats against their two yardsticks, pages, the statements of each, a certificate."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from certificates.pdf import render_pdf
from certificates.services.claims import claim_credit
from courses.models import Course
from progress.services.enrolments import start_course
from tests import factories
from tests.bench import load, rows
from tests.bench.load import Load
from tests.bench.report import BARE, DJANGO, PSYCOPG, STACK

CONNECTIONS = 64
ROUNDS, ROUND_SECONDS, PAGE_SECONDS = 3, 5, 3
SAMPLE = "identification-and-response"
BARE_APPLICATION = "tests.bench.bare:application"


def beats(portal: int, django_alone: int, bare: int, bodies: rows.Bodies) -> dict[str, Load]:
    """Return the median of several rounds of each way, in turns: what disturbs one disturbs all."""
    workers, threads = settings.WEB_WORKERS, settings.WEB_THREADS

    def over_http(port: int, path: str, lines: Path) -> Callable[[int], Load]:
        address = f"http://localhost:{port}{path}"
        return lambda seconds: load.send(
            address, seconds=seconds, connections=CONNECTIONS, bodies=lines
        )

    ways: dict[str, Callable[[int], Load]] = {
        STACK: over_http(portal, "/watch/beat/", bodies.signed),
        DJANGO: over_http(django_alone, "/watch/beat/", bodies.signed),
        BARE: over_http(bare, "/", bodies.bare),
        PSYCOPG: lambda seconds: load.run_directly(
            bodies.bare, seconds=seconds, processes=workers, threads=threads
        ),
    }
    found: dict[str, list[Load]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, run in ways.items():
            rows.rewind()
            if number:
                found[name].append(run(ROUND_SECONDS))
            else:
                run(1)  # opens connections and prepares statements; not counted
    return {name: load.median(rounds) for name, rounds in found.items()}


def statements_per_beat(bodies: rows.Bodies) -> int:
    """Return how many statements a beat runs, sent as a page sends it."""
    with bodies.signed.open() as lines:
        body = next(lines)
    rows.rewind()
    client = Client(SERVER_NAME="localhost")
    with CaptureQueriesContext(connection) as statements:
        answer = client.post("/watch/beat/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return len(statements)


class Pages:
    """Home and a course as strangers see them, and the pages of people on their way to a certificate."""

    def __init__(self) -> None:
        course = Course.objects.get(slug=SAMPLE)
        address = course.get_absolute_url()
        start_course(user=(learner := factories.make_user()), course=course, now=timezone.now())
        self._learn = f"{address}learn/"
        self._learner = _signed_in(learner)
        watched = _signed_in(factories.watched(course=course).user)
        evaluated = _signed_in(factories.evaluated(course=course).user)
        self._pages: dict[str, tuple[str, Client | None]] = {
            "home": ("/", None),
            "course": (address, None),
            "learn": (self._learn, self._learner),
            "dashboard": ("/dashboard/", self._learner),
            "test": (f"{address}test/", watched),
            "claim": (f"{address}claim/", evaluated),
        }

    def measure(self, portal: int, *, connections: int) -> dict[str, Load]:
        """Return what each page came to with so many visitors at once."""
        return {
            name: load.send(
                f"http://localhost:{portal}{path}",
                seconds=PAGE_SECONDS,
                connections=connections,
                cookie=client.cookies["sessionid"].OutputString([]) if client else "",
            )
            for name, (path, client) in self._pages.items()
        }

    def learn_statements(self) -> int:
        """Return how many statements the learn page runs, the session's and the user's included."""
        self._learner.get(self._learn)  # what a process asks only once is not counted
        with CaptureQueriesContext(connection) as statements:
            answer = self._learner.get(self._learn)
        assert answer.status_code == 200, answer
        return len(statements)


def certificate_ms() -> float:
    """Return the median milliseconds of drawing one certificate as PDF, once the fonts are read."""
    enrolment = factories.evaluated(course=Course.objects.get(slug=SAMPLE))
    certificate = claim_credit(
        enrolment=enrolment,
        credit_type_code="participation",
        quarters=1,
        attested=True,
        now=timezone.now(),
    )
    render_pdf(certificate)
    took = []
    for _ in range(50):
        begun = time.perf_counter()
        render_pdf(certificate)
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client
