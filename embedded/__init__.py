"""What the portal runs on, on one machine: database, processes, backups. Imports none of the apps.

The database is that of DATABASE_URL, or an embedded PostgreSQL run by one owner; others connect to it.
"""

from embedded.address import POOL, connection_advice, django_database, is_away, timeouts
from embedded.cluster import Cluster
from embedded.errors import PostgresError
from embedded.outage import outlast
from embedded.owner import owned, served
from embedded.plans import bound_by_client, custom_plans

__all__ = [
    "POOL",
    "Cluster",
    "PostgresError",
    "bound_by_client",
    "connection_advice",
    "custom_plans",
    "django_database",
    "is_away",
    "outlast",
    "owned",
    "served",
    "timeouts",
]
