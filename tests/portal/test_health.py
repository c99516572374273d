"""/healthz says that the process lives; /readyz that the portal can serve."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal import health


@pytest.fixture(autouse=True)
def nothing_known_yet() -> None:
    health.forget()


def a_worker(*, seconds_ago: int) -> None:
    seen = timezone.now() - timedelta(seconds=seconds_ago)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [seen])


def test_a_process_is_healthy_without_any_database(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert not response.cookies


@pytest.mark.django_db
def test_it_is_ready_with_database_schema_and_worker(client: Client) -> None:
    a_worker(seconds_ago=5)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }
    assert not response.cookies


@pytest.mark.django_db
def test_it_is_not_ready_without_a_worker(client: Client) -> None:
    a_worker(seconds_ago=61)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] == "missing"


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    a_worker(seconds_ago=5)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id IN "
            "(SELECT max(id) FROM django_migrations WHERE app = 'certificates')"
        )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "missing"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
