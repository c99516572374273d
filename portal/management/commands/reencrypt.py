"""manage.py reencrypt: re-encrypt every encrypted column with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.rotation import rotate_all


class Command(BaseCommand):
    """Rotate keys: put a new one in front of FIELD_ENCRYPTION_KEYS, run this, remove the old one."""

    help = "Re-encrypt every sensitive column with the newest of FIELD_ENCRYPTION_KEYS, and its indexes."

    def handle(self, *args: Any, **options: Any) -> None:
        for column, rewritten in rotate_all().items():
            self.stdout.write(f"{column}: {rewritten} rewritten")
        self.stdout.write("Everything is encrypted with the newest key.")
