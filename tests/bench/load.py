"""Sending load and reading what came of it: wrk for HTTP, plain processes for psycopg."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("post.lua")
_MISSING = (
    "The bench needs the load generator wrk. Install it: apt-get install wrk (or brew install wrk)."
)


@dataclass(frozen=True)
class Load:
    """What one round came to: answers a second, and milliseconds within which a share of them came."""

    per_s: float
    p50_ms: float
    p99_ms: float


def median(rounds: Sequence[Load]) -> Load:
    """Return the median of each figure: one round that the machine disturbed does not count."""
    return Load(
        statistics.median(load.per_s for load in rounds),
        statistics.median(load.p50_ms for load in rounds),
        statistics.median(load.p99_ms for load in rounds),
    )


def find_or_install_wrk() -> None:
    """Make sure of wrk: on the PATH, else by apt when we are root; else end with what to install."""
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "wrk"]
        subprocess.run(install, check=False, timeout=120, stdout=subprocess.DEVNULL)
    if not shutil.which("wrk"):
        sys.exit(_MISSING)


def send(
    url: str, *, seconds: int, connections: int, bodies: Path | None = None, cookie: str = ""
) -> Load:
    """Ask for `url` as fast as answers come. Ends the bench when any answer is not a success."""
    run = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(connections)),
            *("--duration", f"{seconds}s", "--timeout", "10s", "--script", str(_SCRIPT)),
            *(["--header", f"Cookie: {cookie}"] if cookie else []),
            *(url, "--", *([str(bodies)] if bodies else [])),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    if found["failed"] or not found["answers"]:
        sys.exit(f"{url}: {found['failed']} of {found['answers']} answers were failures.")
    return Load(found["answers"] / found["microseconds"] * 1e6, found["p50"], found["p99"])


def run_directly(bodies: Path, *, seconds: int, processes: int, threads: int) -> Load:
    """Run the statement of a beat from plain processes, each with some threads and as many connections."""
    module = [sys.executable, "-m", "tests.bench.direct", str(bodies), str(seconds), str(threads)]
    begun = [
        subprocess.Popen([*module, str(number), str(processes)], stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    found = [json.loads(process.communicate(timeout=seconds + 30)[0]) for process in begun]
    milliseconds = sorted(took for part in found for took in part["milliseconds"])
    cuts = statistics.quantiles(milliseconds, n=100)
    return Load(sum(part["per_s"] for part in found), cuts[49], cuts[98])
