"""`make bench`: measure beats, pages and certificates on this machine, print them, keep them as JSON.

Everything runs on one PostgreSQL of its own, in one go, in about three minutes.
"""

import json
import os
import signal
import sys
from pathlib import Path

from tests.bench import load, stage
from tests.bench.report import Report

# Settings point at a throw-away folder while it runs; the figures belong to the operator's.
_DATA = Path(os.environ.get("PORTAL_DATA") or Path(__file__).resolve().parents[2] / "var")


def main() -> None:
    """Measure, print, and write `bench.json` into the data folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    load.find_or_install_wrk()
    with stage.database() as folder:
        report = _measure(folder)
    print(report.as_table())
    _DATA.mkdir(parents=True, exist_ok=True)
    (_DATA / "bench.json").write_text(json.dumps(report.as_json(), indent=2) + "\n")
    print(f"\nWritten to {_DATA / 'bench.json'}")


def _measure(folder: Path) -> Report:
    import django

    django.setup()
    from django.conf import settings

    from portal import boot
    from tests.bench import measures, rows

    boot.prepare()
    bodies = rows.write_bodies(rows.make_learners(), folder)
    pages = measures.Pages()
    size = {"workers": settings.WEB_WORKERS, "threads": settings.WEB_THREADS}
    with (
        stage.serving(front=True) as portal,
        stage.serving() as django_alone,
        stage.serving(measures.BARE_APPLICATION) as bare,
    ):
        return Report(
            **size,
            beats=measures.beats(portal.port, django_alone.port, bare.port, bodies),
            alone=pages.measure(portal.port, connections=1),
            together=pages.measure(portal.port, connections=8),
            crowd=pages.measure(portal.port, connections=measures.CONNECTIONS),
            statements_per_beat=measures.statements_per_beat(bodies),
            learn_statements=pages.learn_statements(),
            certificate_ms=measures.certificate_ms(),
        )


if __name__ == "__main__":
    main()
