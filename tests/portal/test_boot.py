"""What an installation begins with."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from courses.models import Series
from embedded.former_set import FIRST_OF_FORMER_SET
from portal import boot
from portal.models import Installation


@pytest.mark.django_db
def test_a_portal_that_is_to_begin_empty_loads_no_sample(settings: Any) -> None:
    settings.LOAD_SAMPLE = False
    boot.load_sample()
    assert not Series.objects.exists()
    assert Installation.objects.get().headline == Installation().headline


@pytest.mark.django_db
def test_otherwise_the_sample_is_loaded_once(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LOAD_SAMPLE = True
    boot.load_sample()
    boot.load_sample()
    assert Series.objects.get().is_sample
    assert "human trafficking" in Installation.objects.get().headline


@pytest.mark.django_db
def test_the_sample_leaves_a_home_page_alone_that_somebody_wrote(
    settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LOAD_SAMPLE = True
    Installation.objects.update(headline="Ours")
    boot.load_sample()
    assert Installation.objects.get().headline == "Ours"


def test_no_migration_has_the_name_that_tells_the_former_ones() -> None:
    names = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    assert "accounts.0001_tables" in names
    assert FIRST_OF_FORMER_SET not in names


@pytest.mark.django_db(transaction=True)
def test_a_start_that_waits_for_another_one_says_after_a_while_who_that_is() -> None:
    with boot.one_at_a_time():
        with pytest.raises(boot.CannotPrepareError) as refusal, boot.one_at_a_time(patience=0):
            pass
        found = re.search(r"server process (\d+), since .*pg_terminate_backend", str(refusal.value))
        assert found
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [int(found[1])])
        # What its sentence advises helps; so does the death of the other start.
        with boot.one_at_a_time(patience=0):
            pass


@pytest.mark.django_db(transaction=True)
def test_the_turn_of_one_start_does_not_end_with_the_connection_that_it_works_on() -> None:
    with boot.one_at_a_time():
        connection.close()
        with pytest.raises(boot.CannotPrepareError), boot.one_at_a_time(patience=0):
            pass
    with boot.one_at_a_time(patience=0):
        pass
