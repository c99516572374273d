"""What stands under the portal on one machine: its database, its processes, its backups. Knows no app.

The database is DATABASE_URL, or an embedded PostgreSQL with one owner that all others connect to.
"""

from embedded.address import POOL, connection_advice, django_database
from embedded.cluster import Cluster
from embedded.errors import PostgresError
from embedded.owner import owned, served

__all__ = [
    "POOL",
    "Cluster",
    "PostgresError",
    "connection_advice",
    "django_database",
    "owned",
    "served",
]
