"""Check every page, print what was found, and keep it as `validate.json`; an error ends with status 1."""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.validating import tools
from tests.validating.lighthouse import CATEGORIES, LEAST, LEAST_PROCESSOR

_ROOT = Path(__file__).resolve().parents[2]
_DATA = Path(os.environ.get("PORTAL_DATA") or _ROOT / "var")


def main() -> None:
    """Ask for what is missing, gather pages and scores in a test run of their own, and report."""
    if wanted := tools.missing():
        sys.exit("\n".join(["make validate needs more than the portal and its tests.", *wanted]))
    tools.install_packages()
    folder = _DATA / "validate"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Not collected by `make test`: only files named test_… are.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *sys.argv[1:]]
    run = subprocess.run(
        [*command, "tests/browser/validating.py"],
        cwd=_ROOT,
        env={**os.environ, "VALIDATE_FOLDER": str(folder)},
        check=False,
    )
    found = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    _say_nu(found.get("nu"))
    _say_lighthouse(found.get("lighthouse", []))
    written = _DATA / "validate.json"
    written.write_text(json.dumps(found, indent=2) + "\n")
    print(f"\nWritten to {written}; the pages and Lighthouse's reports are in {folder}")
    sys.exit(run.returncode)


def _say_nu(findings: list[dict[str, str]] | None) -> None:
    """Print each sentence of the checker once, with how many pages it is about, and three of them."""
    if findings is None:
        print("\nNu HTML checker: not run, or not to its end")
        return
    pages: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for each in findings:
        pages[each["kind"], each["says"]].append(each)
    print(f"\nNu HTML checker: {len(pages) or 'nothing'} found")
    for (kind, says), about in sorted(pages.items()):
        names = sorted({each["page"] for each in about})
        print(f"  {kind}: {says}\n    {about[0]['extract']}")
        print(f"    {len(names)} pages: {' | '.join(names[:3])}")


def _say_lighthouse(rows: list[dict[str, Any]]) -> None:
    print("\nLighthouse, mobile" + "".join(f"{name:>16}" for name in CATEGORIES))
    for row in rows:
        print(f"  {row['page']:<16}" + "".join(f"{row['of'][name]:>16}" for name in CATEGORIES))
        if row["processor"] < LEAST_PROCESSOR:
            print(
                f"    too busy a machine (processor {row['processor']}): no measure of performance"
            )
    print("  aim             " + "".join(f"{LEAST[name]:>16}" for name in CATEGORIES))
    for row in rows:
        for cost in row["costs"]:
            print(f"  {row['page']}: {cost}")


if __name__ == "__main__":
    main()
