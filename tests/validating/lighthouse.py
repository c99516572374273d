"""Lighthouse over one page, as a phone in the middle range on a slow network shows it."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import chromium
from tests.validating.tools import LIGHTHOUSE

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
"""What we aim at. Performance depends on the machine's load: below it is said, and is no error."""
LEAST_PROCESSOR = 1000
"""Lighthouse's `benchmarkIndex` of a machine that has time for it: 1,600 to 2,400 where we wrote this."""
# It says so where the browser's trace misses the page's start, and nothing was measured.
_TRIES, _AGAIN = 3, "Please run Lighthouse again"


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one page, 0 to 100, and what cost points, as “category: audit”."""

    page: str
    of: dict[str, int]
    costs: list[str]
    processor: int
    """Lighthouse's own measure of the processor during this run."""

    @property
    def is_measured(self) -> bool:
        """Whether the machine had time: else the performance says how busy it was, not how quick the page is."""
        return self.processor >= LEAST_PROCESSOR

    @property
    def errors(self) -> list[str]:
        """The categories below the aim, performance aside."""
        return [
            name for name in CATEGORIES if name != "performance" and self.of[name] < LEAST[name]
        ]


def measure(name: str, url: str, target: Path, *, session: str = "", found: bool = True) -> Scores:
    """Measure one page, signed in with the cookie `session`, and keep the whole report at `target`.

    `found` says whether search engines may list the page: where they must not, that is no fault of it.
    """
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={target}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}"]
    if session:
        command.append(f"--extra-headers={json.dumps({'Cookie': f'sessionid={session}'})}")
    if not found:
        command.append("--skip-audits=is-crawlable")
    environment = {**os.environ, "CHROME_PATH": chromium.find_or_install()}
    for left in reversed(range(_TRIES)):
        done = subprocess.run(
            command, env=environment, timeout=300, stderr=subprocess.PIPE, text=True, check=False
        )
        if done.returncode == 0:
            break
        if not left or _AGAIN not in done.stderr:
            raise RuntimeError(f"Lighthouse, {name}: {done.stderr}")
    return scores_of(name, json.loads(target.read_text()))


def scores_of(name: str, report: dict[str, Any]) -> Scores:
    """Read one report: an audit costs points if it has weight and did not pass."""
    audits = report["audits"]
    costs = [
        f"{category}: {audit['title']}"
        for category in CATEGORIES
        for ref in report["categories"][category]["auditRefs"]
        if ref["weight"]
        and (audit := audits[ref["id"]])["score"] is not None
        and audit["score"] < (0.9 if category == "performance" else 1)
    ]
    of = {each: round(100 * report["categories"][each]["score"]) for each in CATEGORIES}
    return Scores(name, of, costs, round(report["environment"]["benchmarkIndex"]))
