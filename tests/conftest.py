"""Fixtures that any test may ask for. The database is started by tests/cluster.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from courses.services.transcripts import forget_tracks
from portal.context import forget_installation


@pytest.fixture(autouse=True, scope="session")
def static_files_by_their_own_names() -> None:
    """Serve static files without collecting them: tests of pages need no manifest."""
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """Forget what a process keeps between requests: another test's rows are not ours."""
    forget_installation()
    forget_tracks()
    yield
