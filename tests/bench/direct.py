"""The statement of a beat straight through psycopg: what the driver and PostgreSQL alone can do.

    python -m tests.bench.direct BODIES SECONDS THREADS NUMBER OF

One of OF processes: it takes every OF-th body, starting at NUMBER.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from progress.services.watching import RECORD, parameters  # noqa: E402
from tests.bench.rows import claim_in  # noqa: E402


def run(bodies: list[dict[str, Any]], seconds: float) -> tuple[list[float], float]:
    """Send one connection's beats for so long; return the milliseconds of each, and the whole time."""
    took: list[float] = []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        begun = time.perf_counter()
        before = begun
        for fields in _for_ever(bodies):
            connection.execute(RECORD, fields).fetchone()
            after = time.perf_counter()
            took.append((after - before) * 1000)
            if after - begun > seconds:
                return took, after - begun
            before = after
    raise AssertionError("unreachable: the bodies never end")


def _for_ever(bodies: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for body in cycle(bodies):
        yield parameters([claim_in(body, datetime.now(UTC))])


def main() -> None:
    path, seconds, threads, number, of = sys.argv[1:]
    lines = Path(path).read_text().splitlines()[int(number) :: int(of)]
    bodies = [json.loads(line) for line in lines]
    share = int(threads)
    with ThreadPoolExecutor(share) as pool:
        jobs = [pool.submit(run, bodies[n::share], float(seconds)) for n in range(share)]
    found = [job.result() for job in jobs]
    per_s = sum(len(took) / whole for took, whole in found)
    print(json.dumps({"per_s": per_s, "milliseconds": [ms for took, _ in found for ms in took]}))


if __name__ == "__main__":
    main()
