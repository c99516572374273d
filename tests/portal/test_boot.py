"""What an installation begins with."""

from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

from courses.models import Series
from embedded.former_set import FIRST_OF_FORMER_SET
from portal import boot


@pytest.mark.django_db
def test_a_portal_that_is_to_begin_empty_loads_no_sample(settings: Any) -> None:
    settings.LOAD_SAMPLE = False
    boot.load_sample()
    assert not Series.objects.exists()


@pytest.mark.django_db
def test_otherwise_the_sample_is_loaded_once(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LOAD_SAMPLE = True
    boot.load_sample()
    boot.load_sample()
    assert Series.objects.get().is_sample


def test_no_migration_has_the_name_that_tells_the_former_ones() -> None:
    names = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    assert "accounts.0001_tables" in names
    assert FIRST_OF_FORMER_SET not in names
