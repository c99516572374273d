"""`make restore FILE=…`: replace this installation's data with a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from embedded import PostgresError
from embedded.backup import BackupError, restore
from portal.belongings import belongings


class Command(BaseCommand):
    """Load a backup; the portal must be stopped."""

    help = "Replace database, media and secret key by those of a backup."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore(belongings(), options["file"])
        except (BackupError, PostgresError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Restored. `make run` brings it up to this release and serves it.")
