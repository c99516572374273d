"""`make backup`: write the whole installation to one file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from embedded import PostgresError
from embedded.backup import BackupError, back_up
from portal.belongings import belongings


class Command(BaseCommand):
    """Write a backup and print its path; works whether or not the portal is running."""

    help = "Write database, media and secret key to one file in PORTAL_DATA/backups/."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            target = back_up(belongings(), now=timezone.now())
        except (BackupError, PostgresError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Backup written to {target}. Keep it as safe as the data itself.")
