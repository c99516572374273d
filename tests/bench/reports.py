"""`make bench-reports`: every report on a million enrolments, and the learn page on full and empty.

    python -m tests.bench.reports

Prints a table and writes `bench-reports.json` into the data folder: report name → milliseconds (the median
of several requests through the whole stack), and `learn_p50_ratio`, full over empty.
"""

import http.client
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench import stage

_DATA = Path(os.environ.get("PORTAL_DATA") or Path(__file__).resolve().parents[2] / "var")
ROUNDS, LEARN_ROUNDS = 9, 400


class Clock:
    """Says what is being done and for how long it took: it is minutes in all."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    def run[T](self, name: str, act: Callable[[], T]) -> T:
        began = time.perf_counter()
        found = act()
        self.took[name] = time.perf_counter() - began
        print(f"{name:<46}{self.took[name]:>8.1f} s", flush=True)
        return found


class Visitor:
    """One kept connection to a portal, with a session."""

    def __init__(self, port: int, cookie: str) -> None:
        self._headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}
        self._connection = http.client.HTTPConnection(stage.HOST, port, timeout=60)

    def get(self, path: str) -> float:
        """Return the milliseconds that an answer took. Ends the bench on any that is no success."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
        return took

    def post(self, path: str, body: str) -> float:
        began = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        self._connection.request("POST", path, body=body, headers=headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
        return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Load, count, measure, print and write."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with stage.database():
        figures = _measure(Clock())
    _DATA.mkdir(parents=True, exist_ok=True)
    (_DATA / "bench-reports.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {_DATA / 'bench-reports.json'}")


def _measure(clock: Clock) -> dict[str, float]:
    import django

    django.setup()
    from portal import boot
    from tests.bench import million

    boot.prepare()
    courses = million.make_catalogue()
    people = _people(courses[0])
    empty = _copy_of_the_database()
    counts = clock.run("load", lambda: million.load(courses))
    print("  " + ", ".join(f"{number:,} {name}" for name, number in counts.items()))
    _count(clock)
    jobs = {f"{name}_s": took for name, took in clock.took.items()}
    with ExitStack() as servers:
        full_port = servers.enter_context(_serving(os.environ["DATABASE_URL"])).port
        empty_port = servers.enter_context(_serving(empty)).port
        reports = _reports(Visitor(full_port, people["staff"]), courses[0].slug)
        learn = _learners(full_port, empty_port, people, courses[0].slug)
    if os.environ.get("PLANS"):
        _print_plans(courses[0].pk)
    return {name: round(number, 3) for name, number in (reports | learn | jobs).items()}


def _people(course: Any) -> dict[str, str]:
    """Return a session of a member of staff who sees everything, and of a learner in the middle."""
    from django.utils import timezone

    from progress.services.enrolments import start_course
    from progress.tokens import PageToken
    from tests import factories
    from tests.staff_members import sign_in

    now = timezone.now()
    staff = factories.make_user(is_staff=True, is_superuser=True)
    learner = factories.make_user()
    enrolment = start_course(user=learner, course=course, now=now - timedelta(days=1))
    token = PageToken.open_for(enrolment=enrolment, now=now - timedelta(hours=1)).sign()
    beat = json.dumps({"token": token, "segments": [[0, 300]], "position": 300})
    clients = {"staff": sign_in(staff), "learner": _signed_in(learner)}
    return {name: client.cookies["sessionid"].value for name, client in clients.items()} | {
        "beat": beat
    }


def _signed_in(user: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def _copy_of_the_database() -> str:
    """Return the address of a second database that stays as empty as this one is now."""
    import psycopg
    from django.db import connections

    connections.close_all()
    here = os.environ["DATABASE_URL"]
    name = psycopg.conninfo.conninfo_to_dict(here)["dbname"]
    other = psycopg.conninfo.make_conninfo(here, dbname="postgres")
    with psycopg.connect(other, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}_empty" TEMPLATE "{name}"')
    return psycopg.conninfo.make_conninfo(here, dbname=f"{name}_empty")


def _count(clock: Clock) -> None:
    """Run the jobs that keep the summaries: all of it anew, then what a busy minute leaves."""
    from django.db import connection
    from django.utils import timezone

    from analytics.services.coverage import count_coverage
    from analytics.services.releases import release_evaluations
    from analytics.services.summaries import mark_everything_stale, refresh_summaries

    now = timezone.now()
    clock.run("count_marks", mark_everything_stale)
    clock.run("count_everything", lambda: refresh_summaries(now=now))
    clock.run("count_coverage", lambda: count_coverage(now=now))
    clock.run("count_evaluations", lambda: release_evaluations(now=now))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute(
            "UPDATE progress_enrolment SET first_viewed_at = now() WHERE id IN"
            " (SELECT id FROM progress_enrolment WHERE first_viewed_at IS NULL LIMIT 600)"
        )
    clock.run("count_600_changes", lambda: refresh_summaries(now=now))


def _serving(database_url: str) -> Any:
    os.environ["DATABASE_URL"] = database_url
    return stage.serving(workers=1)


def _reports(staff: Visitor, slug: str) -> dict[str, float]:
    """Measure each report: the first request after the start, then the median and best of the others."""
    one = f"/admin/reports/{slug}/"
    paths = {
        "reports_year": "/admin/reports/",
        "reports_all_time": "/admin/reports/?period=all",
        "reports_30_days": "/admin/reports/?period=30",
        "reports_profession": "/admin/reports/?period=all&profession=1",
        "reports_state": "/admin/reports/?period=all&state=IL",
        "reports_profession_state": "/admin/reports/?period=all&profession=1&state=IL",
        "reports_credit_type": "/admin/reports/?period=all&credit=ama-pra-1",
        "reports_days_csv": "/admin/reports/?period=all&csv=days",
        "by_place": "/admin/reports-by-place/?period=all",
        "course": f"{one}?period=all",
        "totals": f"{one}totals/",
        "watching": f"{one}watching/",
        "test": f"{one}test/",
        "evaluation": f"{one}evaluation/",
        "comments": f"{one}evaluation/comments/",
    }
    print(f"\n{'report':<28}{'first':>10}{'median':>10}{'best':>10}")
    found: dict[str, float] = {}
    for name, path in paths.items():
        first = staff.get(path)
        again = [staff.get(path) for _ in range(ROUNDS)]
        found[name] = statistics.median(again)
        print(f"{name:<28}{first:>7.0f} ms{found[name]:>7.0f} ms{min(again):>7.0f} ms", flush=True)
    return found


def _learners(full: int, empty: int, people: dict[str, str], slug: str) -> dict[str, float]:
    """Measure the learn page, the course page and a beat on both databases, in turns."""
    on = {"full": full, "empty": empty}
    visitors = {name: Visitor(port, people["learner"]) for name, port in on.items()}
    strangers = {name: Visitor(port, "") for name, port in on.items()}
    acts: dict[str, Callable[[str], float]] = {
        "learn": lambda name: visitors[name].get(f"/courses/{slug}/learn/"),
        "course_page": lambda name: strangers[name].get(f"/courses/{slug}/"),
        "beat": lambda name: strangers[name].post("/watch/beat/", people["beat"]),
    }
    found: dict[str, float] = {}
    print(f"\n{'learner':<28}{'full':>10}{'empty':>10}{'ratio':>10}")
    for act, run in acts.items():
        took: dict[str, list[float]] = {"full": [], "empty": []}
        for number in range(LEARN_ROUNDS):
            # Neither is always the second.
            for name in sorted(took, reverse=bool(number % 2)):
                took[name].append(run(name))
        p50 = {name: statistics.median(times[20:]) for name, times in took.items()}
        ratio = p50["full"] / p50["empty"]
        found |= {f"{act}_p50_ms": p50["full"], f"{act}_empty_p50_ms": p50["empty"]}
        found[f"{act}_p50_ratio"] = ratio
        print(f"{act:<28}{p50['full']:>7.1f} ms{p50['empty']:>7.1f} ms{ratio:>10.3f}", flush=True)
    return found


def _print_plans(course_id: int) -> None:
    """Print how PostgreSQL answers the statements behind the pages: `PLANS=1 make bench-reports`."""
    from tests.bench.plans import plans

    for name, plan in plans(course_id):
        print(f"\n-- {name}\n{plan}")


if __name__ == "__main__":
    main()
