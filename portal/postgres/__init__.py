"""The database: DATABASE_URL, or an embedded PostgreSQL with one owner that all others connect to."""

from portal.postgres.address import POOL, connection_advice, django_database
from portal.postgres.cluster import Cluster
from portal.postgres.errors import PostgresError
from portal.postgres.owner import owned, served

__all__ = [
    "POOL",
    "Cluster",
    "PostgresError",
    "connection_advice",
    "django_database",
    "owned",
    "served",
]
