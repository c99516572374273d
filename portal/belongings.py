"""Where this installation keeps its data, for backup and restore."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from embedded.backup import Belongings


def belongings() -> Belongings:
    """Return the locations of the data, from the settings."""
    here = isinstance(default_storage, FileSystemStorage)
    media_root = Path(settings.MEDIA_ROOT) if here else None
    return Belongings(settings.DATA_DIR, settings.DATABASE_URL, media_root)
