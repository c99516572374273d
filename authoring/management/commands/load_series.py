"""`manage.py load_series PATH`: load a series from its folder (docs/staff/series-format.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from authoring.services.loading import LoadReport, SeriesErrors, load_series


class Command(BaseCommand):
    """Load a series: everything is checked first, and any error leaves the database unchanged."""

    help = "Load a series of courses from a folder of text files and media."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the series' folder, with its series.toml")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            report = load_series(Path(path), now=timezone.now())
        except SeriesErrors as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            raise CommandError(
                f"{len(refused.errors)} error(s); nothing was loaded.", returncode=1
            ) from refused
        self._tell(report)

    def _tell(self, report: LoadReport) -> None:
        for change in report.changes:
            self.stdout.write(change)
        for slug, missing in report.drafts.items():
            self.stdout.write(f"{slug} is not published:")
            for reason in missing:
                self.stdout.write(f"  {reason.message}")
        if not report.changes:
            self.stdout.write("Nothing has changed.")
