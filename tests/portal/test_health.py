"""/healthz says that the process lives; /readyz that the portal can serve."""

from datetime import datetime, timedelta

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
def test_it_is_ready_with_database_schema_and_cache_whatever_the_worker_does(
    client: Client,
) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "cache": "ok",
    }
    assert not response.cookies


@pytest.mark.django_db
def test_it_is_not_ready_without_the_shared_cache(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_cache RENAME TO lost")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": "ok",
        "migrations": "ok",
        "cache": "missing",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "status"), [(5, 200), (40, 200), (80, 503)])
def test_the_worker_has_a_check_of_its_own(client: Client, age: int, status: int) -> None:
    a_worker(seconds_ago=300)
    a_worker(seconds_ago=age)
    response = client.get("/workerz")
    assert response.status_code == status
    assert response.json()["status"] == {200: "ok", 503: "missing"}[status]
    since = timezone.now() - datetime.fromisoformat(response.json()["last_sign"])
    assert 0 <= since.total_seconds() - age < 30
    assert not response.cookies


@pytest.mark.django_db
def test_a_worker_that_never_was_is_missing(client: Client) -> None:
    response = client.get("/workerz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "missing", "last_sign": None},
    )


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id IN "
            "(SELECT max(id) FROM django_migrations WHERE app = 'certificates')"
        )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "missing"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/workerz"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
