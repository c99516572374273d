"""`make restore FILE=…`: replace this installation's data with a backup."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from certificates.models import Certificate
from embedded import PostgresError
from embedded.backup import BackupError, Target, restore
from portal.belongings import belongings


class Command(BaseCommand):
    """Load a backup, once it is confirmed what it replaces; the portal must be stopped."""

    help = "Replace database, media and secret key by those of a backup."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into",
            metavar="HOST/NAME",
            help="the database to replace, for scripts: otherwise it is asked for",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.into: str | None = options["into"]
        try:
            target = restore(belongings(), options["file"], confirm=self._confirm)
        except (BackupError, PostgresError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Restored into {target.name}. `make run` brings it up to this release and serves it."
        )

    def _confirm(self, target: Target) -> None:
        self.stdout.write(f"The database to restore into is {target.name}: {_contents(target)}.")
        if self.into is None and not target.is_empty:
            self.into = _typed(target)
        if self.into is not None and self.into.strip() != target.name:
            raise CommandError(f"Nothing was changed: {self.into!r} is not {target.name}.")


def _contents(target: Target) -> str:
    if target.is_empty:
        return "it is empty"
    named = {"accounts": User, "certificates": Certificate}
    parts = [
        f"{target.rows.get(model._meta.db_table, 0):,} {name}" for name, model in named.items()
    ]
    return f"{', '.join(parts)}, {sum(target.rows.values()):,} rows in all, {target.media_files:,} media files"


def _typed(target: Target) -> str:
    if not sys.stdin.isatty():
        raise CommandError(
            "Nothing was changed: all of this would be replaced, and nobody is there to confirm it. In a "
            f"script, say what to replace: make restore FILE=… INTO={target.name}"
        )
    try:
        return input(f"All of this is replaced. Type {target.name} to go on: ")
    except EOFError:
        return ""
